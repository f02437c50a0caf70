# What an installed tree contains: the libraries, the public headers, a CMake package and pkg-config files. The tree can
# be moved afterwards.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_target_property(type jwtauth TYPE)
set(packageDir ${CMAKE_INSTALL_LIBDIR}/cmake/jwtauth)

# Components of the installation: runtime (shared libraries that programs need; CMake calls them LIBRARY, but RUNTIME on
# Windows), development, tools and server. The library testing mints tokens; it is for development, and no program of
# ours needs it.
# An export set for each component of the CMake package, so that programs get only what they ask for.
install(TARGETS jwtauth EXPORT jwtauthTargets
  RUNTIME COMPONENT runtime
  LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
  ARCHIVE COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
set(components testing)
if(TARGET jwtauth_remote)
  list(APPEND components remote)
endif()
if(TARGET jwtauth_c)
  list(APPEND components c)
endif()
install(EXPORT jwtauthTargets NAMESPACE jwtauth:: DESTINATION ${packageDir} COMPONENT development)
set(libraryOf_c runtime)
set(libraryOf_remote runtime)
set(libraryOf_testing development)
foreach(component IN LISTS components)
  install(TARGETS jwtauth_${component} EXPORT jwtauth-${component}-targets
    RUNTIME COMPONENT ${libraryOf_${component}}
    LIBRARY COMPONENT ${libraryOf_${component}} NAMELINK_COMPONENT development
    ARCHIVE COMPONENT development
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT jwtauth-${component}-targets NAMESPACE jwtauth:: DESTINATION ${packageDir} COMPONENT development)
endforeach()
get_property(headers GLOBAL PROPERTY JWTAUTH_HEADERS)
get_property(adapters GLOBAL PROPERTY JWTAUTH_ADAPTERS)
foreach(header IN LISTS headers adapters)
  cmake_path(GET header PARENT_PATH folder)
  install(FILES ${PROJECT_SOURCE_DIR}/include/jwtauth/${header}
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/jwtauth/${folder} COMPONENT development)
endforeach()

# Programs that link a static library also link its dependencies; a shared library brings them along.
if(type STREQUAL "STATIC_LIBRARY")
  set(isStatic TRUE)
  set(pcCflags " -DJWTAUTH_STATIC")
  set(pcRequires "Requires")
else()
  set(isStatic FALSE)
  set(pcCflags "")
  set(pcRequires "Requires.private")
endif()

# Where the program links the libcrypto, it is found as it was here. The packages of OpenSSL and AWS-LC have a pkg-config
# file; any other AWS-LC or BoringSSL is named by its file.
set(findLibcrypto "")
if(jwtauthLibcryptoPackage)
  list(JOIN jwtauthLibcryptoPackage " " findLibcrypto)
  set(findLibcrypto "find_dependency(${findLibcrypto})")
endif()
set(pcLibcrypto "")
set(pcLibs "")
if(JWTAUTH_LIBCRYPTO STREQUAL "openssl")
  set(pcLibcrypto "libcrypto >= 3.0")
elseif(jwtauthLibcryptoFile MATCHES "libcrypto-awslc")
  set(pcLibcrypto libcrypto-awslc)
elseif(isStatic)
  string(REPLACE "LINKER:" "-Wl," pcLibs "${jwtauthHiddenLibcrypto}")
  set(pcLibs " ${pcLibs} ${jwtauthLibcryptoFile} -pthread")
endif()
get_target_property(isImported ${JWTAUTH_LIBCRYPTO_TARGET} IMPORTED)
if(isStatic AND NOT isImported)
  message(FATAL_ERROR "JWTAUTH_INSTALL of a static library: ${JWTAUTH_LIBCRYPTO_TARGET} is built by this project, and "
    "programs could not find it; build a shared library (BUILD_SHARED_LIBS), or find an installed libcrypto")
endif()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/jwtauthConfig.cmake.in ${PROJECT_BINARY_DIR}/jwtauthConfig.cmake
  INSTALL_DESTINATION ${packageDir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break compatibility; SameMinorVersion tells find_package.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/jwtauthConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jwtauthConfig.cmake ${PROJECT_BINARY_DIR}/jwtauthConfigVersion.cmake
  DESTINATION ${packageDir} COMPONENT development)

# The same as a CPS file, with an appendix for each component, which CMake 4.3 writes, and finds before the package
# above. Only of shared libraries: no other file can refuse a program that links two libcryptos.
if(NOT isStatic AND CMAKE_VERSION VERSION_GREATER_EQUAL 4.3)
  install(PACKAGE_INFO jwtauth EXPORT jwtauthTargets DEFAULT_TARGETS jwtauth
    VERSION ${PROJECT_VERSION} COMPAT_VERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}.0 VERSION_SCHEMA simple
    LICENSE Apache-2.0 COMPONENT development)
  foreach(component IN LISTS components)
    install(PACKAGE_INFO jwtauth EXPORT jwtauth-${component}-targets APPENDIX ${component} COMPONENT development)
  endforeach()
endif()

# The prefix is relative to the file's own place, so that the tree can be moved.
set(pcDir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pcPrefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pcPrefix ${pcPrefix})
list(TRANSFORM components PREPEND jwtauth- OUTPUT_VARIABLE pcNames)
foreach(name jwtauth ${pcNames})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${pcDir} COMPONENT development)
endforeach()

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# Packages of what is built here, by `cpack -G DEB`, RPM or TGZ: a component each, TGZ all of them. Distributions have
# recipes of their own, in packaging/.
set(CPACK_PACKAGE_VENDOR ${PROJECT_NAME})
set(CPACK_PACKAGE_CONTACT "The jwtauth maintainers <maintainers@jwtauth.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/src ${PROJECT_BINARY_DIR}/src/remote)
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE Apache-2.0)
set(CPACK_COMPONENT_DEVELOPMENT_DEPENDS runtime)
set(CPACK_COMPONENT_TOOLS_DEPENDS runtime)
set(CPACK_COMPONENT_SERVER_DEPENDS runtime)
include(CPack)

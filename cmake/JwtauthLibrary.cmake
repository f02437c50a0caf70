# What our libraries and programs share. Every target has the prefix jwtauth_, so that it collides with no target of a
# project that adds this one.

# For the sources of this project alone, programs and tests as well, whether it is on top or added by another.
if(WIN32)
  add_compile_definitions(NOMINMAX WIN32_LEAN_AND_MEAN)  # of windows.h, which OpenSSL's headers and libcurl's include
endif()
if(MSVC)
  add_compile_options(/utf-8)
endif()

define_property(GLOBAL PROPERTY JWTAUTH_LIBRARIES BRIEF_DOCS "The libraries, for installation and tests" FULL_DOCS "-")
define_property(GLOBAL PROPERTY JWTAUTH_HEADERS BRIEF_DOCS "Their headers below include/jwtauth" FULL_DOCS "-")
define_property(GLOBAL PROPERTY JWTAUTH_ADAPTERS BRIEF_DOCS "Those that need a framework" FULL_DOCS "-")

# jwtauth_settings(<target>): compiled over the headers of include/ and the sources of src/; shows what is marked alone.
function(jwtauth_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE JWTAUTH_BUILDING)
  set_target_properties(${target} PROPERTIES
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
endfunction()

# jwtauth_library(<target> <headers below include/jwtauth...>): one more library that is installed with these headers.
function(jwtauth_library library)
  set_property(GLOBAL APPEND PROPERTY JWTAUTH_LIBRARIES ${library})
  set_property(GLOBAL APPEND PROPERTY JWTAUTH_HEADERS ${ARGN})
  jwtauth_settings(${library})
  set_target_properties(${library} PROPERTIES
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  get_target_property(type ${library} TYPE)
  if(type STREQUAL "STATIC_LIBRARY")
    target_compile_definitions(${library} PUBLIC JWTAUTH_STATIC)
  endif()
endfunction()

# jwtauth_program(<name> <sources...>): the program <name>, whose target is jwtauth_<name>.
function(jwtauth_program name)
  add_executable(jwtauth_${name} ${ARGN})
  jwtauth_folders_as_units(jwtauth_${name})
  set_target_properties(jwtauth_${name} PROPERTIES OUTPUT_NAME ${name})
endfunction()

# jwtauth_folders_as_units(<target> <sources...>): JWTAUTH_UNITY_BUILD compiles each folder of the target's sources as one
# unit. These stay alone, since their internal names are those of other files, too.
function(jwtauth_folders_as_units target)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources EXCLUDE REGEX "^(\\$<|/|.:)")
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    string(MAKE_C_IDENTIFIER "${target}/${folder}" unit)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${unit})
  endforeach()
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${JWTAUTH_UNITY_BUILD} UNITY_BUILD_MODE GROUP)
endfunction()

# jwtauth_coroutines(<sources...>): they hold coroutines, before which clang 14 cannot place the marks of
# -fsanitize=function.
function(jwtauth_coroutines)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "-fno-sanitize=function")
  endif()
endfunction()

# jwtauth_show_only(<target> <version script>): a shared library or module shows what the script says and nothing else,
# whatever the visibility of what it contains. Hidden visibility alone leaves templates of the standard library.
function(jwtauth_show_only target script)
  if(NOT APPLE)
    target_link_options(${target} PRIVATE -Wl,--version-script=${script})
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${script})
  endif()
endfunction()

# Without optional packages only the library is built, and each missing package is named; unless everything is required.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

file(GLOB_RECURSE lists ${SOURCE}/src/CMakeLists.txt ${SOURCE}/tests/*CMakeLists.txt ${SOURCE}/tools/CMakeLists.txt
  ${SOURCE}/examples/*CMakeLists.txt ${SOURCE}/bench/CMakeLists.txt)
foreach(list IN LISTS lists ITEMS ${SOURCE}/CMakeLists.txt)
  file(STRINGS ${list} lines REGEX "^ *jwtauth_find_part\\(")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "\\([A-Za-z0-9_]+ \"?[^\"]+\"? \"([^\"]+)\" ([A-Za-z0-9.-]+)")
      message(FATAL_ERROR "not understood: ${line}")
    endif()
    list(APPEND debianPackages ${CMAKE_MATCH_1})
    list(APPEND disabled -DCMAKE_DISABLE_FIND_PACKAGE_${CMAKE_MATCH_2}=ON)
  endforeach()
endforeach()
list(REMOVE_DUPLICATES disabled)
list(REMOVE_DUPLICATES debianPackages)

set(configure ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/left-out ${toolchain} ${disabled}
  -DJWTAUTH_BUILD_SERVER=ON -DJWTAUTH_BUILD_ADAPTERS=ON -DJWTAUTH_BUILD_TESTS=ON -DJWTAUTH_BUILD_BENCH=ON)
file(REMOVE_RECURSE ${WORK}/left-out)
execute_process(COMMAND ${configure} OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
foreach(package IN LISTS debianPackages)
  if(NOT output MATCHES "left out, ${package} was not found")
    message(SEND_ERROR "${package} is not named:\n${output}")
  endif()
endforeach()
message(STATUS "without ${debianPackages}")
file(STRINGS ${WORK}/left-out/cmake_install.cmake headers REGEX "include/jwtauth/[a-z_]+[.]hpp")
if(NOT headers MATCHES "jwtauth/principal[.]hpp" OR headers MATCHES "jwtauth/remote")
  message(SEND_ERROR "without the component remote its headers must not be installed:\n${headers}")
endif()

run_refused("needs [a-z0-9. -]+, which was not found \\(JWTAUTH_REQUIRE_ALL is on\\)"
  ${configure} -DJWTAUTH_REQUIRE_ALL=ON)

include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

# refused(<regular expression> <arguments of CMake...>)
function(refused expected)
  file(REMOVE_RECURSE ${WORK}/refused)
  run_refused("${expected}" ${CMAKE_COMMAND} -S ${consumer} -B ${WORK}/refused ${toolchain} -DWAY=find_package
    -DCMAKE_PREFIX_PATH=${WORK}/static/moved ${ARGN})
endfunction()

foreach(version 0.0 0.2 1.0)
  refused("compatible with requested version \"${version}\".*version: 0\\.1\\.0" -DVERSION=${version})
endforeach()
refused("has no component \"verifying\"" -DCOMPONENTS=testing,verifying)
refused("jwtauth::testing.*target was not found" -DCOMPONENTS=)

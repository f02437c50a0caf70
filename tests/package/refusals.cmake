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

# It would link without a word, and crash.
if(LIBCRYPTO STREQUAL "openssl")
  file(WRITE ${WORK}/boringssl_of_grpc.cmake "add_library(gRPC::crypto STATIC IMPORTED)
    set_target_properties(gRPC::crypto PROPERTIES IMPORTED_LOCATION ${WORK}/libcrypto.a)
    link_libraries(gRPC::crypto)")
  refused("property of \"[A-Za-z:]+\" does not agree with the value of JWTAUTH_LIBCRYPTO"
    -DCMAKE_PROJECT_INCLUDE=${WORK}/boringssl_of_grpc.cmake)
endif()

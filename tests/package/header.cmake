# A public header compiles alone, and twice, without a warning. It includes neither OpenSSL nor, except for the one
# bridge, nlohmann/json.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

string(MAKE_C_IDENTIFIER ${HEADER} name)
set(file ${WORK}/headers/${name}.cpp)
file(WRITE ${file} "#include \"${HEADER}\"\n#include \"${HEADER}\"\n")
execute_process(
  COMMAND ${compile} -std=c++20 -fsyntax-only -H ${warnings} -I${SOURCE}/include ${file}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0 OR NOT output MATCHES "${HEADER}")  # -H lists what is included
  message(FATAL_ERROR "${output}")
endif()

set(foreign "openssl/|nlohmann/")
if(HEADER STREQUAL "jwtauth/claims_json.hpp")
  set(foreign "openssl/")
endif()
if(output MATCHES "[^\n]*(${foreign})[^\n]*")
  message(FATAL_ERROR "includes ${CMAKE_MATCH_0}")
endif()

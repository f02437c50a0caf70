# What the scripts share.

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# run_refused(<regular expression> <command...>): the command must fail and say so.
function(run_refused expected)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " output "${output}")  # CMake folds its messages
  if(result EQUAL 0 OR NOT output MATCHES "${expected}")
    message(FATAL_ERROR "expected a failure that says \"${expected}\", came (${result}):\n${output}")
  endif()
endfunction()

# What a user's own build may warn of.
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Werror)

set(toolchain -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS} -DCMAKE_BUILD_TYPE=Debug
  -DJWTAUTH_UNITY_BUILD=${UNITY})
separate_arguments(compile UNIX_COMMAND "${COMPILER} ${FLAGS}")
set(consumer ${CMAKE_CURRENT_LIST_DIR}/consumer)

# consume(<folder> <arguments of CMake...>): configures, builds and runs the consumer, which has exactly four tests.
function(consume folder)
  run(${CMAKE_COMMAND} -S ${consumer} -B ${folder} ${toolchain} ${ARGN})
  run(${CMAKE_COMMAND} --build ${folder})
  execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${folder} --output-on-failure
    OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
  if(NOT output MATCHES "0 tests failed out of 4\n")
    message(FATAL_ERROR "expected the consumer's own four tests:\n${output}")
  endif()
endfunction()

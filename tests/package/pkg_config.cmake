include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

file(GLOB_RECURSE file ${WORK}/${KIND}/moved/jwtauth.pc)
cmake_path(GET file PARENT_PATH pcFolder)
set(ENV{PKG_CONFIG_PATH} ${pcFolder}:$ENV{PKG_CONFIG_PATH})
cmake_path(GET pcFolder PARENT_PATH libraryFolder)
set(ENV{LD_LIBRARY_PATH} ${libraryFolder}:$ENV{LD_LIBRARY_PATH})

set(optionsOf_without_exceptions -fno-exceptions -fno-rtti)
set(folder ${WORK}/pkg-config-${KIND})
file(MAKE_DIRECTORY ${folder})
foreach(pair service:jwtauth service_test:jwtauth-testing rotating:jwtauth-remote:jwtauth-testing
    without_exceptions:jwtauth-testing)
  string(REPLACE ":" ";" packages ${pair})
  list(POP_FRONT packages program)
  execute_process(COMMAND ${PKG_CONFIG} --cflags --libs ${packages}
    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY COMMAND_ECHO STDOUT)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  run(${compile} -std=c++20 ${warnings} ${optionsOf_${program}} ${consumer}/${program}.cpp ${flags} -o ${folder}/${program})
  run(${folder}/${program})
endforeach()
run_refused("0\\.2" ${PKG_CONFIG} --print-errors --exists "jwtauth >= 0.2")

# A program in C finds the component c by CMake and by pkg-config; it needs neither a C++ compiler nor OpenSSL's package.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

set(folder ${WORK}/consumer-c-${KIND})
file(REMOVE_RECURSE ${folder})
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer_c -B ${folder} -G ${GENERATOR}
  -DCMAKE_PREFIX_PATH=${WORK}/${KIND}/moved -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON)
run(${CMAKE_COMMAND} --build ${folder})
run(${folder}/service)

file(GLOB_RECURSE file ${WORK}/${KIND}/moved/jwtauth-c.pc)
cmake_path(GET file PARENT_PATH pcFolder)
set(ENV{PKG_CONFIG_PATH} ${pcFolder})
cmake_path(GET pcFolder PARENT_PATH libraryFolder)
set(ENV{LD_LIBRARY_PATH} ${libraryFolder}:$ENV{LD_LIBRARY_PATH})
execute_process(COMMAND ${PKG_CONFIG} --cflags --libs jwtauth-c
  OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
run(${C_COMPILER} -std=c99 -pedantic-errors -Wall -Wextra -Werror ${CMAKE_CURRENT_LIST_DIR}/consumer_c/service.c ${flags}
  -o ${folder}/by-pkg-config)
run(${folder}/by-pkg-config)

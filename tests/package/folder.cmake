# add_subdirectory and FetchContent: the consumer's CMakeLists.txt checks what comes along. Both use the same folder, so
# the second one builds only the program that needs nothing but the library.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

if(LAUNCHER)
  set(ENV{CMAKE_CXX_COMPILER_LAUNCHER} ${LAUNCHER})
endif()
set(folder ${WORK}/consumer-${WAY})
set(arguments -DWAY=${WAY} -DJWTAUTH_SOURCE=${SOURCE} -DFETCHCONTENT_SOURCE_DIR_JWTAUTH=${SOURCE})
if(WAY STREQUAL "add_subdirectory")
  consume(${folder} ${arguments})
else()
  file(REMOVE_RECURSE ${folder})
  run(${CMAKE_COMMAND} -S ${consumer} -B ${folder} ${toolchain} ${arguments})
  run(${CMAKE_COMMAND} --build ${folder} --target service)
  run(${folder}/service)
endif()

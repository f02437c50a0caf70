# add_subdirectory and FetchContent: the consumer's CMakeLists.txt checks what comes along. Both have the library's build
# at the same place below the consumer's, and the second one goes on where the first one ended: only what it would compile
# by another command is compiled again. Without debug information it builds sooner.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

if(LAUNCHER)
  set(ENV{CMAKE_CXX_COMPILER_LAUNCHER} ${LAUNCHER})
endif()
set(folder ${WORK}/consumer-folder)
if(WAY STREQUAL "add_subdirectory")
  file(REMOVE_RECURSE ${folder})
endif()
file(REMOVE ${folder}/CMakeCache.txt)
consume(${folder} -DCMAKE_BUILD_TYPE= -DWAY=${WAY} -DJWTAUTH_SOURCE=${SOURCE}
  -DFETCHCONTENT_SOURCE_DIR_JWTAUTH=${SOURCE})

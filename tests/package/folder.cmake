# add_subdirectory and FetchContent: the consumer's CMakeLists.txt checks what came along.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

if(LAUNCHER)
  set(ENV{CMAKE_CXX_COMPILER_LAUNCHER} ${LAUNCHER})
endif()
consume(${WORK}/consumer-${WAY} -DWAY=${WAY} -DJWTAUTH_SOURCE=${SOURCE} -DFETCHCONTENT_SOURCE_DIR_JWTAUTH=${SOURCE})

# Installs a library and moves it to another place, so that nothing can depend on the first. The kind that is already
# built is not built again.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

if(NOT KIND STREQUAL BUILT_KIND)
  string(COMPARE EQUAL ${KIND} shared shared)
  set(BUILD ${WORK}/build-${KIND})
  run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} ${toolchain} -DJWTAUTH_BUILD_EXAMPLES=OFF -DJWTAUTH_BUILD_TOOLS=ON -DBUILD_SHARED_LIBS=${shared})
  run(${CMAKE_COMMAND} --build ${BUILD})
endif()

file(REMOVE_RECURSE ${WORK}/${KIND})
foreach(component runtime development)
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/${KIND}/first --component ${component})
endforeach()
file(RENAME ${WORK}/${KIND}/first ${WORK}/${KIND}/moved)

file(GLOB_RECURSE texts ${WORK}/${KIND}/moved/*.cmake ${WORK}/${KIND}/moved/*.pc)
foreach(file IN LISTS texts)
  file(READ ${file} text)
  foreach(path ${WORK} ${BUILD} ${SOURCE})
    string(FIND "${text}" ${path} found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${file} names ${path}")
    endif()
  endforeach()
endforeach()

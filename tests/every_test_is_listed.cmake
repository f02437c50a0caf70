# Sources are listed in CMakeLists.txt, not found by their names; here that none of the tests was forgotten.
file(GLOB_RECURSE files ${SOURCE}/tests/*_test.cpp ${SOURCE}/tests/*_test.py ${SOURCE}/tests/compile_fail/*.cpp
  ${SOURCE}/tools/*_test.py ${SOURCE}/integrations/*_test.cpp ${SOURCE}/integrations/*_test.py
  ${SOURCE}/examples/rest_server/tests/*_test.cpp ${SOURCE}/examples/rest_server/tests/*_test.py
  ${SOURCE}/examples/auth0/tenant/tests/*.test.mjs ${SOURCE}/examples/auth0/e2e/walks/*.test.mjs)
foreach(file IN LISTS files)
  cmake_path(GET file PARENT_PATH folder)
  while(NOT EXISTS ${folder}/CMakeLists.txt)
    cmake_path(GET folder PARENT_PATH folder)
  endwhile()
  cmake_path(GET file FILENAME name)
  string(REGEX REPLACE "(_test)?[.].*" "" name ${name})
  file(READ ${folder}/CMakeLists.txt list)
  if(NOT list MATCHES "[^a-z_]${name}[^a-z]")
    message(SEND_ERROR "${file} is not listed in ${folder}/CMakeLists.txt")
  endif()
endforeach()
list(LENGTH files count)
if(count LESS 100)
  message(FATAL_ERROR "${count} tests were found: this looks in the wrong folders")
endif()

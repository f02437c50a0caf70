# Each component of the installation holds what belongs to it and nothing else, and is complete: what it needs is in it,
# or in the component runtime.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

if(NOT KIND STREQUAL BUILT_KIND)
  set(BUILD ${WORK}/build-${KIND})
  set(SERVER FALSE)
endif()
set(tree ${WORK}/components-${KIND})
file(REMOVE_RECURSE ${tree})

# installed(<component> <regular expressions...>): installs it alone below its own prefix; every file must match one of
# the expressions, and every expression a file.
function(installed component)
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${tree}/${component} --component ${component})
  file(GLOB_RECURSE files RELATIVE ${tree}/${component} ${tree}/${component}/*)
  set(unexpected ${files})
  foreach(expected IN LISTS ARGN)
    set(found ${files})
    list(FILTER found INCLUDE REGEX "^${expected}$")
    if(NOT found)
      message(SEND_ERROR "component ${component}: ${expected} is missing among ${files}")
    endif()
    list(FILTER unexpected EXCLUDE REGEX "^${expected}$")
  endforeach()
  if(unexpected)
    message(SEND_ERROR "component ${component} also holds ${unexpected}")
  endif()
endfunction()

file(GLOB_RECURSE headers RELATIVE ${SOURCE} ${SOURCE}/include/jwtauth/*.h*)
set(development ${headers} "lib.*/cmake/jwtauth/.*[.]cmake" "lib.*/pkgconfig/jwtauth(-c|-remote|-testing)?[.]pc")
set(forC "lib.*/libjwtauth-c[.]so[.]0[.]1" "lib.*/libjwtauth-c[.]so[.]0[.]1[.]0")
list(APPEND development "lib.*/libjwtauth-c[.]so")
if(KIND STREQUAL "shared")
  installed(runtime ${forC} "lib.*/libjwtauth[.]so[.]0[.]1" "lib.*/libjwtauth[.]so[.]0[.]1[.]0"
    "lib.*/libjwtauth-remote[.]so[.]0[.]1" "lib.*/libjwtauth-remote[.]so[.]0[.]1[.]0" "share/doc/.*/LICENSE")
  installed(development ${development} "lib.*/libjwtauth[.]so" "lib.*/libjwtauth-remote[.]so"
    "lib.*/libjwtauth-testing[.]so.*")
else()
  installed(runtime ${forC} "share/doc/.*/LICENSE")
  installed(development ${development} "lib.*/libjwtauth(-remote|-testing)?[.]a")
endif()

# The command line with the component runtime, which holds no library for tests.
installed(tools "bin/jwtauth")
file(GLOB_RECURSE libraries ${tree}/runtime/*.so.*)
if(libraries)
  list(GET libraries 0 library)
  cmake_path(GET library PARENT_PATH folder)
  set(ENV{LD_LIBRARY_PATH} ${folder}:$ENV{LD_LIBRARY_PATH})
endif()
run(${tree}/tools/bin/jwtauth keygen --out ${tree}/keys)
run(${tree}/tools/bin/jwtauth keys --jwks-file ${tree}/keys/jwks.json)
execute_process(COMMAND ldd -r ${libraries} ${tree}/tools/bin/jwtauth
  OUTPUT_VARIABLE output ERROR_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
if(output MATCHES "[^\n]*(not found|undefined symbol|testing)[^\n]*")
  message(SEND_ERROR "incomplete: ${CMAKE_MATCH_0}")
endif()

if(NOT SERVER)
  return()
endif()
installed(server "bin/jwtauth-rest-server" "lib/systemd/system/jwtauth-rest-server[.]service")
run(${tree}/server/bin/jwtauth-rest-server --version)
# Into the place that the configured prefix names: the unit starts the program that was installed with it.
run(${CMAKE_COMMAND} -E env DESTDIR=${tree}/root ${CMAKE_COMMAND} --install ${BUILD} --component server)
file(GLOB_RECURSE unit ${tree}/root/*.service)
file(STRINGS ${unit} start REGEX "^ExecStart=")
if(NOT start MATCHES "^ExecStart=([^ ]+) --config /etc/" OR NOT EXISTS ${tree}/root${CMAKE_MATCH_1})
  message(SEND_ERROR "the unit starts what is not installed: ${start}")
endif()

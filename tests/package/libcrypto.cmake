# A libcrypto that cannot be the one that was chosen is refused in one sentence when CMake configures.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

# refused(<regular expression> <arguments of CMake...>)
function(refused expected)
  file(REMOVE_RECURSE ${WORK}/libcrypto)
  run_refused("${expected}" ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/libcrypto ${toolchain} ${ARGN})
endfunction()

refused("JWTAUTH_LIBCRYPTO is \"libressl\"; expected openssl, aws-lc or boringssl" -DJWTAUTH_LIBCRYPTO=libressl)
refused("jwtauth needs AWS-LC, which was not found: add its prefix to CMAKE_PREFIX_PATH"
  -DJWTAUTH_LIBCRYPTO=aws-lc -DCMAKE_DISABLE_FIND_PACKAGE_crypto=ON)
refused("JWTAUTH_LIBCRYPTO_TARGET names some::crypto, which is no target here" -DJWTAUTH_LIBCRYPTO_TARGET=some::crypto)

# The headers say OpenSSL, whatever was meant.
file(WRITE ${WORK}/libcrypto_of_the_system.cmake "find_package(OpenSSL 3.0 MODULE REQUIRED COMPONENTS Crypto)")
foreach(pair aws-lc:AWS-LC boringssl:BoringSSL)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 chosen)
  list(GET pair 1 name)
  refused("JWTAUTH_LIBCRYPTO is ${chosen}, but the headers of OpenSSL::Crypto are not those of ${name}"
    -DJWTAUTH_LIBCRYPTO=${chosen} -DJWTAUTH_LIBCRYPTO_TARGET=OpenSSL::Crypto
    -DCMAKE_PROJECT_jwtauth_INCLUDE=${WORK}/libcrypto_of_the_system.cmake)
endforeach()

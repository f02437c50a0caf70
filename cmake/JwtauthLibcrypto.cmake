# Which libcrypto does the cryptography: OpenSSL, AWS-LC or BoringSSL. Everything that is compiled over it links
# ${JWTAUTH_LIBCRYPTO_TARGET}.

set(JWTAUTH_LIBCRYPTO openssl CACHE STRING "The libcrypto: openssl, aws-lc or boringssl")
set_property(CACHE JWTAUTH_LIBCRYPTO PROPERTY STRINGS openssl aws-lc boringssl)
set(JWTAUTH_LIBCRYPTO_TARGET "" CACHE STRING "A target of CMake that is this libcrypto; without it one is looked for")

# For each: its name, how a project finds it, its target then, and by which macros its headers are known.
set(nameOf_openssl "OpenSSL 3.0 or newer")
set(packageOf_openssl OpenSSL 3.0 MODULE COMPONENTS Crypto)
set(targetOf_openssl OpenSSL::Crypto)
set(macrosOf_openssl "OPENSSL_VERSION_MAJOR >= 3 && !defined(OPENSSL_IS_AWSLC) && !defined(OPENSSL_IS_BORINGSSL)")
set(nameOf_aws-lc "AWS-LC")
set(packageOf_aws-lc crypto CONFIG)
set(targetOf_aws-lc AWS::crypto)
set(macrosOf_aws-lc "defined(OPENSSL_IS_AWSLC)")
set(nameOf_boringssl "BoringSSL")
set(packageOf_boringssl OpenSSL CONFIG)  # the name of its package and target, too
set(targetOf_boringssl OpenSSL::Crypto)
set(macrosOf_boringssl "defined(OPENSSL_IS_BORINGSSL) && !defined(OPENSSL_IS_AWSLC)")

if(NOT DEFINED nameOf_${JWTAUTH_LIBCRYPTO})
  message(FATAL_ERROR "JWTAUTH_LIBCRYPTO is \"${JWTAUTH_LIBCRYPTO}\"; expected openssl, aws-lc or boringssl")
endif()
set(jwtauthLibcryptoName ${nameOf_${JWTAUTH_LIBCRYPTO}})
set(jwtauthLibcryptoPackage ${packageOf_${JWTAUTH_LIBCRYPTO}})

if(NOT JWTAUTH_LIBCRYPTO_TARGET)
  find_package(${jwtauthLibcryptoPackage} QUIET)
  set(JWTAUTH_LIBCRYPTO_TARGET ${targetOf_${JWTAUTH_LIBCRYPTO}})
  if(NOT TARGET ${JWTAUTH_LIBCRYPTO_TARGET})
    message(FATAL_ERROR "jwtauth needs ${jwtauthLibcryptoName}, which was not found: add its prefix to "
      "CMAKE_PREFIX_PATH, or name its target in JWTAUTH_LIBCRYPTO_TARGET (JWTAUTH_LIBCRYPTO is ${JWTAUTH_LIBCRYPTO})")
  endif()
elseif(TARGET ${JWTAUTH_LIBCRYPTO_TARGET})
  set(jwtauthLibcryptoPackage "")  # of the project's own, which has to bring it along
else()
  message(FATAL_ERROR "JWTAUTH_LIBCRYPTO_TARGET names ${JWTAUTH_LIBCRYPTO_TARGET}, which is no target here: find its "
    "package, or add its folder, before jwtauth")
endif()

# The headers that this target brings along: whether they are those of the libcrypto that was chosen.
function(jwtauth_check_libcrypto)
  get_target_property(isImported ${JWTAUTH_LIBCRYPTO_TARGET} IMPORTED)
  if(NOT isImported)
    return()  # it is not built yet; the sources check it, too
  endif()
  include(CheckCXXSourceCompiles)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  set(CMAKE_REQUIRED_LIBRARIES ${JWTAUTH_LIBCRYPTO_TARGET})
  set(CMAKE_REQUIRED_QUIET ON)
  unset(JWTAUTH_LIBCRYPTO_IS_CHOSEN CACHE)
  check_cxx_source_compiles("#include <openssl/crypto.h>
    #if !(${macrosOf_${JWTAUTH_LIBCRYPTO}})
    #error another libcrypto
    #endif
    int main() {}" JWTAUTH_LIBCRYPTO_IS_CHOSEN)
  if(NOT JWTAUTH_LIBCRYPTO_IS_CHOSEN)
    message(FATAL_ERROR "JWTAUTH_LIBCRYPTO is ${JWTAUTH_LIBCRYPTO}, but the headers of ${JWTAUTH_LIBCRYPTO_TARGET} are "
      "not those of ${jwtauthLibcryptoName}")
  endif()
endfunction()
jwtauth_check_libcrypto()
jwtauth_part("libcrypto" "${JWTAUTH_LIBCRYPTO}, ${JWTAUTH_LIBCRYPTO_TARGET}")

# A static libcrypto stays hidden in what it is linked into: a program that showed its functions would also give them to
# a shared libssl beside it, which belongs to another libcrypto.
set(jwtauthHiddenLibcrypto "")
get_target_property(type ${JWTAUTH_LIBCRYPTO_TARGET} TYPE)
get_target_property(isImported ${JWTAUTH_LIBCRYPTO_TARGET} IMPORTED)
set(jwtauthLibcryptoFile "")
if(isImported)
  get_target_property(jwtauthLibcryptoFile ${JWTAUTH_LIBCRYPTO_TARGET} LOCATION)
endif()
if((type STREQUAL "STATIC_LIBRARY" OR jwtauthLibcryptoFile MATCHES "\\.a$") AND UNIX AND NOT APPLE AND NOT EMSCRIPTEN)
  include(CheckLinkerFlag)
  check_linker_flag(CXX LINKER:--exclude-libs,libcrypto.a JWTAUTH_CAN_HIDE_LIBCRYPTO)  # Zig's linker cannot
  if(JWTAUTH_CAN_HIDE_LIBCRYPTO)
    set(jwtauthHiddenLibcrypto "LINKER:--exclude-libs,libcrypto.a")
  endif()
endif()

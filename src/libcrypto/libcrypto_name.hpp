#pragma once

#include <openssl/opensslv.h>

/// What the libcrypto in use is called in sentences; a macro, so that literals can contain it.
#if defined(OPENSSL_IS_AWSLC)
#define JWTAUTH_LIBCRYPTO_NAME "AWS-LC"
#elif defined(OPENSSL_IS_BORINGSSL)
#define JWTAUTH_LIBCRYPTO_NAME "BoringSSL"
#else
#define JWTAUTH_LIBCRYPTO_NAME "OpenSSL"
#endif

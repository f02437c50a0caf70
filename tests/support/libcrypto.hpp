#pragma once

#include <openssl/crypto.h>

#include <string>

namespace jwtauth::tests {

enum class Libcrypto { openssl, awsLc, boringssl };

/// The one that these tests run on, and its name in sentences: which keys are accepted differs (docs/libcrypto.md).
#if defined(OPENSSL_IS_AWSLC)
inline constexpr Libcrypto libcrypto = Libcrypto::awsLc;
inline const std::string libcryptoName = "AWS-LC";
#elif defined(OPENSSL_IS_BORINGSSL)
inline constexpr Libcrypto libcrypto = Libcrypto::boringssl;
inline const std::string libcryptoName = "BoringSSL";
#else
inline constexpr Libcrypto libcrypto = Libcrypto::openssl;
inline const std::string libcryptoName = "OpenSSL";
#endif

/// OpenSSL reads weak RSA keys and unusual ones, and the library refuses them; the others do not even read them.
inline constexpr bool isOpenssl = libcrypto == Libcrypto::openssl;

}  // namespace jwtauth::tests

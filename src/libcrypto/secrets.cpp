// A secret goes in, nothing of it stays.
#include "src/libcrypto/secrets.hpp"

#include <openssl/crypto.h>

namespace jwtauth::inline v0 {

void cleanse(std::string& secret) noexcept {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace jwtauth::inline v0

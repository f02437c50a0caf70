// Secrets are made, compared, and gone without a trace.
#include "src/libcrypto/secrets.hpp"

#include <openssl/rand.h>

#include <stdexcept>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/openssl_handles.hpp"

namespace jwtauth::inline v0 {

void cleanse(std::string& secret) noexcept {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

std::string randomBytes(std::size_t count) {
  const ErrorQueueGuard guard;
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<LibcryptoSize>(count)) != 1) {
    throw std::runtime_error("the libcrypto has no random bytes");
  }
  return bytes;
}

bool areEqualInConstantTime(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace jwtauth::inline v0

// A message goes in, its hash comes out, or its hash with a secret.
#include "src/libcrypto/digest.hpp"

#include <openssl/hmac.h>

#include <new>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/openssl_handles.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {

std::string sha256(std::string_view message) {
  const ErrorQueueGuard guard;
  std::string hash(32, '\0');
  auto* const output = reinterpret_cast<unsigned char*>(hash.data());
  // Nothing but memory is missing when a hash of bytes in memory fails.
  if (EVP_Digest(message.data(), message.size(), output, nullptr, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  return hash;
}

std::string hmacSha256(std::string_view secret, std::string_view message) {
  const ErrorQueueGuard guard;
  std::string mac(32, '\0');
  const unsigned char* const made =
      HMAC(EVP_sha256(), secret.data(), static_cast<LibcryptoSize>(secret.size()), bytesOf(message), message.size(),
           reinterpret_cast<unsigned char*>(mac.data()), nullptr);
  if (made == nullptr) throw std::bad_alloc();
  return mac;
}

}  // namespace jwtauth::inline v0

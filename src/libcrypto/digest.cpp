// A message goes in, its hash comes out.
#include "src/libcrypto/digest.hpp"

#include <openssl/evp.h>

#include <new>

#include "src/libcrypto/error_queue.hpp"

namespace jwtauth::inline v0 {

std::string sha256(std::string_view message) {
  const ErrorQueueGuard guard;
  std::string hash(32, '\0');
  auto* const output = reinterpret_cast<unsigned char*>(hash.data());
  // Nothing but memory is missing when a hash of bytes in memory fails.
  if (EVP_Digest(message.data(), message.size(), output, nullptr, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  return hash;
}

}  // namespace jwtauth::inline v0

#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "jwtauth/testing.hpp"

namespace jwtauth::bench {

/// What the floor of each libcrypto begins with, by calls that all of them have.
struct FloorMaterial {
  FloorMaterial(const testing::TokenIssuer& issuer, std::string_view token);

  Algorithm algorithm;
  std::string input, signature;  ///< ECDSA's in DER
  std::string secret;
  std::shared_ptr<EVP_PKEY> key;  ///< null: the secret is it

  bool is(std::string_view family) const { return nameOf(algorithm).starts_with(family); }
};

inline const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void require(bool done);

}  // namespace jwtauth::bench

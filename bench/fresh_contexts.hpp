#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "jwtauth/testing.hpp"

namespace jwtauth::bench {

/// Verifies as the manual of OpenSSL shows it: the key is read once, and each token gets a context of its own, by
/// EVP_DigestVerifyInit or HMAC(). What the technique of prepared contexts is measured against.
class FreshContexts {
 public:
  explicit FreshContexts(const testing::TokenIssuer& issuer);

  /// `signature` as the token has it.
  bool verify(const std::string& input, const std::string& signature) const;

 private:
  Algorithm algorithm_;
  std::string secret_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace jwtauth::bench

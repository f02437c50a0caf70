#pragma once

#include <string>
#include <string_view>

#include "jwtauth/testing.hpp"
#include "src/libcrypto/openssl_handles.hpp"

namespace jwtauth::inline v0::testing {

/// What a TokenIssuer is a handle to: its key pair or secret, and what it writes into tokens.
struct TokenIssuer::Key {
  Algorithm algorithm;
  std::string issuer, audience, keyId;
  PkeyHandle pair;          ///< empty for HMAC
  std::string certificate;  ///< in PEM; empty for HMAC
  std::string secret;       ///< HMAC only
};

/// The library's own access to an issuer.
struct IssuerAccess {
  using Key = TokenIssuer::Key;
  static const Key& of(const TokenIssuer& issuer) noexcept { return *issuer.key_; }
};

enum class KeyFamily { hmac, rsa, ec, ed25519 };
KeyFamily familyOf(Algorithm algorithm) noexcept;

/// The signature of a message; ECDSA as r‖s (RFC 7518 3.4). Throws std::logic_error when the key is of another family.
std::string signMessage(const IssuerAccess::Key& key, Algorithm algorithm, std::string_view message);
std::string macOf(Algorithm hmac, std::string_view secret, std::string_view message);

std::string sha256Of(std::string_view message);
std::string randomBytes(std::size_t size);

/// Throws std::runtime_error unless OpenSSL answered 1.
void requireOpenssl(bool succeeded);

}  // namespace jwtauth::inline v0::testing

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "jwtauth/algorithm.hpp"
#include "jwtauth/export.hpp"

namespace jwtauth::inline v0 {

/// A key that can verify signatures of exactly one algorithm. Immutable; a cheap handle to copy; safe for any
/// number of threads. The material is cleansed with the last handle.
class JWTAUTH_EXPORT VerificationKey {
 public:
  /// Reads a key from text. For HS256/384/512 the secret is the bytes of `text`, unchanged. For the others:
  /// a PEM certificate (the first of a chain), PEM PUBLIC KEY or RSA PUBLIC KEY, bare base64 of the DER of one
  /// of these, or base64 of a whole PEM; line breaks, CRLF, indentation and folded spaces do not matter.
  /// Throws ConfigurationError (keyUnusable, keyTooWeak), which says what was given and what was expected.
  static VerificationKey fromText(Algorithm algorithm, std::string_view text, std::string keyId = {});

  /// An HMAC secret of any bytes, at least as long as the hash (RFC 7518 3.2). Throws ConfigurationError.
  static VerificationKey fromSecret(Algorithm algorithm, std::span<const std::byte> secret, std::string keyId = {});

  Algorithm algorithm() const noexcept;

  /// The `kid` under which the key was published; empty when it has no `kid`.
  std::string_view keyId() const noexcept;

 private:
  struct Material;
  friend struct KeyAccess;
  explicit VerificationKey(std::shared_ptr<const Material> material) noexcept;

  std::shared_ptr<const Material> material_;
};

}  // namespace jwtauth::inline v0

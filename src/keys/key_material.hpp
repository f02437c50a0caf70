#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "jwtauth/key.hpp"
#include "src/keys/key_text.hpp"
#include "src/libcrypto/verifier.hpp"

namespace jwtauth::inline v0 {

/// What a VerificationKey is a handle to.
struct VerificationKey::Material {
  Material(Algorithm boundTo, std::string id, std::optional<CertificateFacts> facts, Verifier ready)
      : algorithm(boundTo), keyId(std::move(id)), certificate(std::move(facts)), verifier(std::move(ready)) {}

  Algorithm algorithm;
  std::string keyId;
  std::optional<CertificateFacts> certificate;
  Verifier verifier;
};

/// The library's own way into a key.
struct KeyAccess {
  static const VerificationKey::Material& of(const VerificationKey& key) noexcept { return *key.material_; }

  /// Checks that the key suits the algorithm and is strong enough. Throws ConfigurationError.
  static VerificationKey make(Algorithm algorithm, GivenKey given, std::string keyId);

  static VerificationKey bind(Algorithm algorithm, std::string keyId, std::optional<CertificateFacts> certificate,
                              Verifier verifier);
};

}  // namespace jwtauth::inline v0

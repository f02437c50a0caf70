#pragma once

#include <memory>
#include <optional>
#include <string>

#include "jwtauth/key.hpp"
#include "src/keys/key_text.hpp"
#include "src/libcrypto/signature_context.hpp"

namespace jwtauth::inline v0 {

/// What a VerificationKey is a handle to.
struct VerificationKey::Material {
  Material(Algorithm boundTo, std::string id, std::optional<CertificateFacts> facts, SignatureContextPool::Make make)
      : algorithm(boundTo), keyId(std::move(id)), certificate(std::move(facts)), contexts(std::move(make)) {}

  Algorithm algorithm;
  std::string keyId;
  std::optional<CertificateFacts> certificate;
  SignatureContextPool contexts;
};

/// The library's own way into a key.
struct KeyAccess {
  static const VerificationKey::Material& of(const VerificationKey& key) noexcept { return *key.material_; }

  /// Checks that the key suits the algorithm and is strong enough. Throws ConfigurationError.
  static VerificationKey make(Algorithm algorithm, PublicKey key, std::string keyId);

  static VerificationKey bind(Algorithm algorithm, std::string keyId, std::optional<CertificateFacts> certificate,
                              SignatureContextPool::Make contexts);
};

}  // namespace jwtauth::inline v0

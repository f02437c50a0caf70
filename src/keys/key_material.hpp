#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "jwtauth/key.hpp"
#include "src/keys/key_text.hpp"
#include "src/libcrypto/verifier.hpp"

namespace jwtauth::inline v0 {

/// What a VerificationKey is a handle to.
struct VerificationKey::Material {
  Material(Algorithm boundTo, std::string id, std::optional<CertificateFacts> facts, Verifier ready,
           std::string_view form)
      : algorithm(boundTo),
        keyId(std::move(id)),
        certificate(std::move(facts)),
        verifier(std::move(ready)),
        secretForm(form) {}

  Algorithm algorithm;
  std::string keyId;
  std::optional<CertificateFacts> certificate;
  Verifier verifier;
  std::string_view secretForm;  ///< of formOfSecret(), where the secret was given as text
  std::string issuer{};  ///< of a JWK that says for whom it signs, a template perhaps
};

/// The library's own way into a key.
struct KeyAccess {
  static const VerificationKey::Material& of(const VerificationKey& key) noexcept { return *key.material_; }

  /// Checks that the key suits the algorithm and is strong enough. Throws ConfigurationError.
  static VerificationKey make(Algorithm algorithm, GivenKey given, std::string keyId);

  /// The same key, said to sign for this issuer.
  static VerificationKey forIssuer(const VerificationKey& key, std::string issuer);

  static VerificationKey bind(Algorithm algorithm, std::string keyId, std::optional<CertificateFacts> certificate,
                              Verifier verifier, std::string_view secretForm = {});
};

}  // namespace jwtauth::inline v0

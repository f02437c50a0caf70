// A public key or a secret goes in, a key bound to one algorithm comes out. Refused: what does not suit the algorithm.
#include "jwtauth/key.hpp"

#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/keys/key_material.hpp"
#include "src/keys/key_strength.hpp"
#include "src/libcrypto/libcrypto_name.hpp"

namespace jwtauth::inline v0 {
namespace {

VerificationKey secretKey(Algorithm algorithm, std::span<const std::byte> secret, std::string keyId,
                          std::string_view form) {
  requireSuitable(algorithm, secret);
  return KeyAccess::bind(algorithm, std::move(keyId), std::nullopt, makeVerifier(algorithm, secret), form);
}

}  // namespace

VerificationKey::VerificationKey(std::shared_ptr<const Material> material) noexcept : material_(std::move(material)) {}

Algorithm VerificationKey::algorithm() const noexcept {
  return material_->algorithm;
}

std::string_view VerificationKey::keyId() const noexcept {
  return material_->keyId;
}

VerificationKey VerificationKey::fromText(Algorithm algorithm, std::string_view text, std::string keyId) {
  requireAvailable(algorithm);
  if (isHmac(algorithm)) {
    if (const auto place = placeInPlaceOfSecret(text)) {
      refuseKey(ErrorCode::keyUnusable, *place + "; expected the secret itself");
    }
    return secretKey(algorithm, std::as_bytes(std::span(text.data(), text.size())), std::move(keyId), formOfSecret(text));
  }
  return KeyAccess::make(algorithm, readPublicKeyText(text), std::move(keyId));
}

VerificationKey VerificationKey::fromSecret(Algorithm algorithm, std::span<const std::byte> secret, std::string keyId) {
  requireAvailable(algorithm);
  return secretKey(algorithm, secret, std::move(keyId), {});
}

VerificationKey KeyAccess::make(Algorithm algorithm, GivenKey given, std::string keyId) {
  requireSuitable(algorithm, *given.key);
  return bind(algorithm, std::move(keyId), std::move(given.certificate), makeVerifier(algorithm, given.key));
}

VerificationKey KeyAccess::forIssuer(const VerificationKey& key, std::string issuer) {
  auto material = std::make_shared<VerificationKey::Material>(of(key));
  material->issuer = std::move(issuer);
  return VerificationKey(std::move(material));
}

VerificationKey KeyAccess::bind(Algorithm algorithm, std::string keyId, std::optional<CertificateFacts> certificate,
                                Verifier verifier, std::string_view secretForm) {
  if (!verifier) {
    refuseKey(ErrorCode::keyUnusable,
              "a key that " JWTAUTH_LIBCRYPTO_NAME " cannot use for algorithm " + std::string(nameOf(algorithm)));
  }
  return VerificationKey(std::make_shared<VerificationKey::Material>(
      algorithm, std::move(keyId), std::move(certificate), std::move(verifier), secretForm));
}

}  // namespace jwtauth::inline v0

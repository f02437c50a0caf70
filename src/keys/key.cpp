// A public key or a secret goes in, a key bound to one algorithm comes out. Refused: another type or curve than the
// algorithm's, too few or too many bits, exponents that prove nothing, secrets that are public or too short.
#include "jwtauth/key.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <array>
#include <string>
#include <utility>

#include "jwtauth/configuration_error.hpp"
#include "src/keys/key_material.hpp"
#include "src/libcrypto/small_order.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr int minRsaBits = 2048;   // RFC 7518 3.3
constexpr int maxRsaBits = 16384;  // OpenSSL's own bound for verification
constexpr int maxExponentBits = 64;

[[noreturn]] void refuse(ErrorCode code, const std::string& sentence) {
  throw ConfigurationError(code, "key", sentence);
}

std::string quoted(Algorithm algorithm) {
  return "algorithm " + std::string(nameOf(algorithm));
}

NumberHandle rsaNumber(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) {
    requireMemory();
    return nullptr;
  }
  return NumberHandle(number);
}

void requireStrongRsa(const EVP_PKEY* key) {
  const NumberHandle modulus = rsaNumber(key, OSSL_PKEY_PARAM_RSA_N);
  const NumberHandle exponent = rsaNumber(key, OSSL_PKEY_PARAM_RSA_E);
  if (!modulus || !exponent) refuse(ErrorCode::keyUnusable, "an RSA key without modulus or exponent");
  const int bits = BN_num_bits(modulus.get());
  if (bits < minRsaBits || bits > maxRsaBits) {
    refuse(bits < minRsaBits ? ErrorCode::keyTooWeak : ErrorCode::keyUnusable,
           "an RSA key of " + std::to_string(bits) + " bits; expected 2048 to 16384");
  }
  if (BN_is_odd(modulus.get()) != 1) refuse(ErrorCode::keyTooWeak, "an RSA key with an even modulus");
  if (BN_is_odd(exponent.get()) != 1 || BN_is_one(exponent.get()) == 1) {
    refuse(ErrorCode::keyTooWeak,
           "an RSA key whose exponent is 1 or even; expected an odd one from 3 on, usually 65537");
  }
  if (BN_num_bits(exponent.get()) > maxExponentBits) {
    refuse(ErrorCode::keyUnusable, "an RSA key whose exponent is longer than 64 bits");
  }
}

constexpr std::string_view curveOf(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::ES256:
      return "P-256";
    case Algorithm::ES384:
      return "P-384";
    default:
      return "P-521";
  }
}

std::string_view curveOf(const EVP_PKEY* key) {
  std::array<char, 80> group{};
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) != 1) {
    requireMemory();
    return "an unnamed curve";
  }
  const std::string_view name = group.data();
  if (name == "prime256v1" || name == "P-256") return "P-256";
  if (name == "secp384r1" || name == "P-384") return "P-384";
  if (name == "secp521r1" || name == "P-521") return "P-521";
  return "another curve";
}

void requireCurve(const EVP_PKEY* key, Algorithm algorithm) {
  const std::string_view curve = curveOf(key);
  if (curve != curveOf(algorithm)) {
    refuse(ErrorCode::keyUnusable, "an EC key on " + std::string(curve) + " for " + quoted(algorithm) + "; expected " +
                                       std::string(curveOf(algorithm)));
  }
  const PkeyContextHandle context(EVP_PKEY_CTX_new(const_cast<EVP_PKEY*>(key), nullptr));
  if (!context || EVP_PKEY_public_check(context.get()) != 1) {
    requireMemory();
    refuse(ErrorCode::keyUnusable, "an EC key whose point is not on its curve");
  }
}

void requireLargeOrder(const EVP_PKEY* key) {
  Ed25519Point point{};
  std::size_t size = point.size();
  if (EVP_PKEY_get_raw_public_key(key, point.data(), &size) != 1 || size != point.size()) {
    requireMemory();
    refuse(ErrorCode::keyUnusable, "an Ed25519 key that OpenSSL cannot show");
  }
  if (isOfSmallOrder(point)) refuse(ErrorCode::keyTooWeak, "an Ed25519 key of small order, which anybody can sign for");
}

std::string_view typeOf(const EVP_PKEY* key) noexcept {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return "an RSA key";
    case EVP_PKEY_RSA_PSS:
      return "an RSA-PSS key";
    case EVP_PKEY_EC:
      return "an EC key";
    case EVP_PKEY_ED25519:
      return "an Ed25519 key";
    case EVP_PKEY_ED448:
      return "an Ed448 key";
    default:
      return "a key of another type";
  }
}

void requireSuitable(const EVP_PKEY* key, Algorithm algorithm) {
  const int type = EVP_PKEY_get_base_id(key);
  const auto mismatch = [&](std::string_view wanted) {
    refuse(ErrorCode::keyUnusable,
           std::string(typeOf(key)) + " for " + quoted(algorithm) + "; expected " + std::string(wanted));
  };
  switch (algorithm) {
    case Algorithm::HS256:
    case Algorithm::HS384:
    case Algorithm::HS512:
      return mismatch("a secret");
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
      if (type != EVP_PKEY_RSA) mismatch("an RSA key");
      return requireStrongRsa(key);
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
      if (type != EVP_PKEY_RSA && type != EVP_PKEY_RSA_PSS) mismatch("an RSA key");
      return requireStrongRsa(key);
    case Algorithm::ES256:
    case Algorithm::ES384:
    case Algorithm::ES512:
      if (type != EVP_PKEY_EC) mismatch("an EC key");
      return requireCurve(key, algorithm);
    case Algorithm::EdDSA:
      if (type != EVP_PKEY_ED25519) mismatch("an Ed25519 key");
      return requireLargeOrder(key);
  }
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
  if (isHmac(algorithm)) return fromSecret(algorithm, std::as_bytes(std::span(text)), std::move(keyId));
  const ErrorQueueGuard guard;
  return KeyAccess::make(algorithm, readPublicKeyText(text), std::move(keyId));
}

VerificationKey VerificationKey::fromSecret(Algorithm algorithm, std::span<const std::byte> secret, std::string keyId) {
  const ErrorQueueGuard guard;
  if (!isHmac(algorithm)) {
    refuse(ErrorCode::keyUnusable, "a secret for " + quoted(algorithm) + "; expected a certificate or public key");
  }
  // Whoever knows a public key could sign with it: the key confusion of CVE-2016-10555, made permanent.
  const std::string_view text(reinterpret_cast<const char*>(secret.data()), secret.size());
  if (const auto material = publicMaterialIn(text)) {
    refuse(ErrorCode::keyUnusable, *material + " as the secret of " + quoted(algorithm) +
                                       "; expected random bytes nobody else knows, or an algorithm of the RS, PS, ES "
                                       "or EdDSA family");
  }
  if (secret.size() < hashSizeOf(algorithm)) {  // RFC 7518 3.2
    refuse(ErrorCode::keyTooWeak, "a secret of " + std::to_string(secret.size()) + " bytes for " + quoted(algorithm) +
                                      "; expected at least " + std::to_string(hashSizeOf(algorithm)));
  }
  return KeyAccess::bind(algorithm, std::move(keyId), std::nullopt, contextsFor(algorithm, secret));
}

VerificationKey KeyAccess::make(Algorithm algorithm, PublicKey key, std::string keyId) {
  const ErrorQueueGuard guard;
  requireSuitable(key.handle.get(), algorithm);
  return bind(algorithm, std::move(keyId), std::move(key.certificate), contextsFor(algorithm, std::move(key.handle)));
}

VerificationKey KeyAccess::bind(Algorithm algorithm, std::string keyId, std::optional<CertificateFacts> certificate,
                                SignatureContextPool::Make contexts) {
  // A first context is prepared at once: what OpenSSL cannot use is refused here and not at a request.
  auto first = contexts();
  if (!first) {
    requireMemory();
    refuse(ErrorCode::keyUnusable, "a key that OpenSSL cannot use for " + quoted(algorithm));
  }
  auto material = std::make_shared<VerificationKey::Material>(algorithm, std::move(keyId), std::move(certificate),
                                                              std::move(contexts));
  material->contexts.giveBack(std::move(first));
  return VerificationKey(std::move(material));
}

}  // namespace jwtauth::inline v0

// A key and an algorithm go in; nothing comes out but a refusal: the wrong type or curve for the algorithm, too few or
// too many bits, exponents that prove nothing, secrets that are public or too short.
#include "src/keys/key_strength.hpp"

#include <string>

#include "src/errors/refuse_setting.hpp"
#include "src/keys/curves.hpp"
#include "src/keys/key_text.hpp"
#include "src/libcrypto/hash_size.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/libcrypto/verifier.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t minRsaBits = 2048;   // RFC 7518 3.3
constexpr std::size_t maxRsaBits = 16384;  // OpenSSL's own bound for verification
constexpr std::size_t maxExponentBits = 64;

std::string named(Algorithm algorithm) {
  return "algorithm " + std::string(nameOf(algorithm));
}

std::string_view describe(KeyType type) noexcept {
  switch (type) {
    case KeyType::rsa:
      return "an RSA key";
    case KeyType::rsaPss:
      return "an RSA-PSS key";
    case KeyType::ec:
      return "an EC key";
    case KeyType::ed25519:
      return "an Ed25519 key";
    case KeyType::ed448:
      return "an Ed448 key";
    case KeyType::other:
      break;
  }
  return "a key of another type";
}

void requireStrongRsa(const NativeKey& key) {
  const auto facts = rsaFactsOf(key);
  if (!facts) refuseKey(ErrorCode::keyUnusable, "an RSA key without modulus or exponent");
  if (facts->modulusBits < minRsaBits || facts->modulusBits > maxRsaBits) {
    refuseKey(facts->modulusBits < minRsaBits ? ErrorCode::keyTooWeak : ErrorCode::keyUnusable,
              "an RSA key of " + std::to_string(facts->modulusBits) + " bits; expected 2048 to 16384");
  }
  if (!facts->isModulusOdd) refuseKey(ErrorCode::keyTooWeak, "an RSA key with an even modulus");
  if (!facts->isExponentOdd || facts->exponentBits == 1) {
    refuseKey(ErrorCode::keyTooWeak,
              "an RSA key whose exponent is 1 or even; expected an odd one from 3 on, usually 65537");
  }
  if (facts->exponentBits > maxExponentBits) {
    refuseKey(ErrorCode::keyUnusable, "an RSA key whose exponent is longer than 64 bits");
  }
}

void requireCurve(Algorithm algorithm, const NativeKey& key) {
  const JoseCurve* const expected = findCurve([&](const JoseCurve& one) { return one.algorithm == algorithm; });
  const Curve curve = curveOf(key);
  if (curve != expected->curve) {
    const JoseCurve* const got = findCurve([&](const JoseCurve& one) { return one.curve == curve; });
    refuseKey(ErrorCode::keyUnusable, "an EC key on " + std::string(got ? got->name : "another curve") + " for " +
                                          named(algorithm) + "; expected " + std::string(expected->name));
  }
  if (!isPointOnCurve(key)) refuseKey(ErrorCode::keyUnusable, "an EC key whose point is not on its curve");
}

void requireLargeOrder(const NativeKey& key) {
  const auto point = ed25519PointOf(key);
  if (!point) refuseKey(ErrorCode::keyUnusable, "an Ed25519 key that " JWTAUTH_LIBCRYPTO_NAME " cannot show");
  if (isOfSmallOrder(*point)) {
    refuseKey(ErrorCode::keyTooWeak, "an Ed25519 key of small order, for which anyone can sign");
  }
}

}  // namespace

void requireAvailable(Algorithm algorithm) {
  if (isAvailable(algorithm)) return;
  refuseSetting("algorithm", std::string(nameOf(algorithm)) +
                                 ", which OpenSSL does not have with its default properties (OPENSSL_CONF, FIPS); "
                                 "expected an algorithm that it has");
}

void requireSuitable(Algorithm algorithm, const NativeKey& key) {
  const KeyType type = typeOf(key);
  const auto mismatch = [&](std::string_view expected) {
    refuseKey(ErrorCode::keyUnusable,
              std::string(describe(type)) + " for " + named(algorithm) + "; expected " + std::string(expected));
  };
  switch (algorithm) {
    case Algorithm::HS256:
    case Algorithm::HS384:
    case Algorithm::HS512:
      return mismatch("a secret");
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
      if (type != KeyType::rsa) mismatch("an RSA key");
      return requireStrongRsa(key);
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
      if (type != KeyType::rsa && type != KeyType::rsaPss) mismatch("an RSA key");
      return requireStrongRsa(key);
    case Algorithm::ES256:
    case Algorithm::ES384:
    case Algorithm::ES512:
      if (type != KeyType::ec) mismatch("an EC key");
      return requireCurve(algorithm, key);
    case Algorithm::EdDSA:
      if (type != KeyType::ed25519) mismatch("an Ed25519 key");
      return requireLargeOrder(key);
  }
}

void requireSuitable(Algorithm algorithm, std::span<const std::byte> secret) {
  if (!isHmac(algorithm)) {
    refuseKey(ErrorCode::keyUnusable, "a secret for " + named(algorithm) + "; expected a certificate or public key");
  }
  // Everyone who knows a public key could sign with it: the key confusion of CVE-2016-10555, made permanent.
  const std::string_view text(reinterpret_cast<const char*>(secret.data()), secret.size());
  if (const auto material = publicMaterialIn(text)) {
    refuseKey(ErrorCode::keyUnusable, *material + " as the secret of " + named(algorithm) +
                                          "; expected random bytes that are kept secret, or an algorithm of the RS, "
                                          "PS, ES or EdDSA family");
  }
  if (secret.size() < hashSizeOf(algorithm)) {  // RFC 7518 3.2
    refuseKey(ErrorCode::keyTooWeak, "a secret of " + std::to_string(secret.size()) + " bytes for " + named(algorithm) +
                                         "; expected at least " + std::to_string(hashSizeOf(algorithm)));
  }
}

}  // namespace jwtauth::inline v0

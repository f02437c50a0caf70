// One JSON Web Key goes in, a key for each allowed algorithm comes out. Refused: keys that are not meant for
// signatures, contradict themselves, or are too weak.
#include "src/keys/jwk.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "jwtauth/configuration_error.hpp"
#include "src/keys/algorithm_names.hpp"
#include "src/keys/curves.hpp"
#include "src/keys/key_material.hpp"
#include "src/libcrypto/digest.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/libcrypto/secrets.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::array<std::string_view, 7> privateMembers = {"d", "p", "q", "dp", "dq", "qi", "oth"};

std::optional<std::string> textMember(JsonValue jwk, std::string_view name) {
  const auto value = jwk.member(name);
  if (!value) return std::nullopt;
  const auto text = value->string();
  if (!text) throw UnusableJwk("`" + std::string(name) + "` is not a string");
  return text->decoded();
}

std::string requiredText(JsonValue jwk, std::string_view name) {
  auto text = textMember(jwk, name);
  if (!text) throw UnusableJwk("`" + std::string(name) + "` is missing");
  return *std::move(text);
}

std::string requiredBytes(JsonValue jwk, std::string_view name) {
  auto bytes = decodeBase64Url(requiredText(jwk, name));
  if (!bytes || bytes->empty()) throw UnusableJwk("`" + std::string(name) + "` is not canonical base64url");
  return *std::move(bytes);
}

/// RFC 7517 4.2 and 4.3: meant for signatures, and for verifying them.
void requireVerificationUse(JsonValue jwk) {
  // SPIFFE's bundles have their own word for it (SPIFFE Trust Domain and Bundle 4.2.2).
  if (const auto use = textMember(jwk, "use"); use && *use != "sig" && *use != "jwt-svid") {
    throw UnusableJwk("`use` is not \"sig\"");
  }
  const auto operations = jwk.member("key_ops");
  if (!operations) return;
  if (operations->type() != JsonType::array) throw UnusableJwk("`key_ops` is not an array");
  JsonValue::Items items = operations->items();
  while (const auto item = items.next()) {
    const auto operation = item->value.string();
    if (operation && operation->equals("verify")) return;
  }
  throw UnusableJwk("`key_ops` does not list \"verify\"");
}

// --- Key types

const JoseCurve& curveOf(JsonValue jwk) {
  const std::string name = requiredText(jwk, "crv");
  const JoseCurve* const curve = findCurve([&](const JoseCurve& one) { return one.name == name; });
  if (curve == nullptr) throw UnusableJwk("`crv` is not P-256, P-384 or P-521");
  return *curve;
}

Result<PublicKey> readRsa(JsonValue jwk) {
  const std::string modulus = requiredBytes(jwk, "n"), exponent = requiredBytes(jwk, "e");
  return makeRsaKey(modulus, exponent);
}

Result<PublicKey> readEc(JsonValue jwk) {
  const JoseCurve& curve = curveOf(jwk);
  const std::string x = requiredBytes(jwk, "x"), y = requiredBytes(jwk, "y");
  // RFC 7518 6.2.1.2: as many bytes as the curve's coordinates have, leading zeros included.
  if (x.size() != curve.coordinateSize || y.size() != curve.coordinateSize) {
    throw UnusableJwk("`x` or `y` is not as long as a coordinate of the curve");
  }
  return makeEcKey(curve.curve, x, y);
}

Result<PublicKey> readOkp(JsonValue jwk) {
  if (requiredText(jwk, "crv") != "Ed25519") throw UnusableJwk("`crv` is not Ed25519");
  const std::string x = requiredBytes(jwk, "x");
  Ed25519Point point{};
  if (x.size() != point.size()) throw UnusableJwk("`x` is not 32 bytes, as Ed25519's are");
  std::copy(x.begin(), x.end(), point.begin());
  return makeEd25519Key(point);
}

PublicKey readNumbers(JsonValue jwk, std::string_view type) {
  const auto key = type == "RSA" ? readRsa(jwk) : type == "EC" ? readEc(jwk) : readOkp(jwk);
  if (!key) throw UnusableJwk(std::string(key.error().detail));
  return *key;
}

/// RFC 7517 4.7: the first certificate of the chain holds the key.
GivenKey readCertificateChain(JsonValue chain) {
  const auto first = chain.type() == JsonType::array ? chain.element(0) : std::nullopt;
  const auto text = first ? first->string() : std::nullopt;
  const auto der = text ? decodeBase64Leniently(text->decoded()) : std::nullopt;
  if (!der) throw UnusableJwk("`x5c` is not an array of base64 certificates");
  GivenKey given = readCertificateDer(*der);
  if (!given.key) throw UnusableJwk("the first entry of `x5c` is not a certificate");
  return given;
}

GivenKey readPublicJwk(JsonValue jwk, std::string_view type) {
  const auto chain = jwk.member("x5c");
  const bool certificateAlone = chain && !jwk.member(type == "RSA" ? "n" : "x");
  if (certificateAlone) return readCertificateChain(*chain);
  const PublicKey key = readNumbers(jwk, type);
  if (!chain) return {key, std::nullopt};
  // RFC 7517 4.7: the key in the first certificate must match the one in the other members.
  GivenKey certified = readCertificateChain(*chain);
  if (!areSame(*key, *certified.key)) throw UnusableJwk("`x5c` holds another key than the other members");
  return {key, std::move(certified.certificate)};
}

// --- Algorithms

bool serves(std::string_view type, JsonValue jwk, Algorithm algorithm) {
  if (type == "oct") return isHmac(algorithm);
  if (type == "OKP") return algorithm == Algorithm::EdDSA;
  if (type == "RSA") return algorithm >= Algorithm::RS256 && algorithm <= Algorithm::PS512;
  const bool certificateAlone = !jwk.member("crv");
  if (certificateAlone) return algorithm >= Algorithm::ES256 && algorithm <= Algorithm::ES512;
  return curveOf(jwk).algorithm == algorithm;
}

std::vector<Algorithm> algorithmsOf(JsonValue jwk, std::string_view type, std::span<const Algorithm> allowed) {
  const auto named = textMember(jwk, "alg");
  std::vector<Algorithm> algorithms;
  for (const Algorithm algorithm : allowed) {
    if ((!named || isNameOf(algorithm, *named)) && serves(type, jwk, algorithm) &&
        std::find(algorithms.begin(), algorithms.end(), algorithm) == algorithms.end()) {
      algorithms.push_back(algorithm);
    }
  }
  if (algorithms.empty()) {
    throw UnusableJwk(named ? "`alg` is not an allowed algorithm, or not one of this key's type"
                            : "no allowed algorithm uses keys of this type and curve");
  }
  return algorithms;
}

/// Makes a key for each algorithm that it is strong enough for. If there is none, throws why the last was refused.
template <class Make>
std::vector<VerificationKey> makeEach(const std::vector<Algorithm>& algorithms, Make make) {
  std::vector<VerificationKey> keys;
  std::string refusal;
  for (const Algorithm algorithm : algorithms) {
    try {
      keys.push_back(make(algorithm));
    } catch (const ConfigurationError& error) {
      refusal = error.what();
    }
  }
  if (keys.empty()) throw UnusableJwk(refusal);
  return keys;
}

JwkKeys readSecret(JsonValue jwk, const std::vector<Algorithm>& algorithms, const std::string& keyId) {
  std::string secret = requiredBytes(jwk, "k");
  JwkKeys result;
  result.identity = sha256(secret);
  result.keys = makeEach(algorithms, [&](Algorithm algorithm) {
    return VerificationKey::fromSecret(algorithm, std::as_bytes(std::span(secret)), keyId);
  });
  cleanse(secret);
  return result;
}

/// The bits of a big-endian number, without leading zeros.
std::size_t bitsOfNumber(std::string_view bytes) noexcept {
  bytes.remove_prefix(std::min(bytes.find_first_not_of('\0'), bytes.size()));
  if (bytes.empty()) return 0;
  return 8 * bytes.size() - static_cast<std::size_t>(std::countl_zero(static_cast<unsigned char>(bytes.front())));
}

}  // namespace

KeyDescription describeJwk(JsonValue jwk) {
  const auto textOf = [&](std::string_view name) {
    const auto member = jwk.member(name);
    return member && member->isString() ? member->string()->decoded() : std::string();
  };
  KeyDescription description;
  description.keyId = textOf("kid");
  description.type = textOf("kty");
  if (description.type == "RSA" || description.type == "oct") {
    const auto bytes = decodeBase64Url(textOf(description.type == "RSA" ? "n" : "k"));
    if (bytes) description.bits = description.type == "RSA" ? bitsOfNumber(*bytes) : 8 * bytes->size();
  } else if (description.type == "EC" || description.type == "OKP") {
    description.curve = textOf("crv");
  } else {
    description.type.clear();
  }
  return description;
}

void requireUse(Algorithm algorithm, JsonValue jwk) {
  requireVerificationUse(jwk);
  algorithmsOf(jwk, requiredText(jwk, "kty"), std::span(&algorithm, 1));
}

VerificationKey readPublicNumbers(Algorithm algorithm, JsonValue jwk) {
  return KeyAccess::make(algorithm, {readNumbers(jwk, requiredText(jwk, "kty")), std::nullopt}, {});
}

JwkKeys readJwk(JsonValue jwk, std::span<const Algorithm> allowed) {
  if (jwk.type() != JsonType::object) throw UnusableJwk("not a JSON object");
  const std::string type = requiredText(jwk, "kty");
  if (type != "RSA" && type != "EC" && type != "OKP" && type != "oct") {
    throw UnusableJwk("`kty` is not RSA, EC, OKP or oct");
  }
  requireVerificationUse(jwk);
  const std::string keyId = textMember(jwk, "kid").value_or("");
  const std::vector<Algorithm> algorithms = algorithmsOf(jwk, type, allowed);
  if (type == "oct") return readSecret(jwk, algorithms, keyId);

  const GivenKey given = readPublicJwk(jwk, type);
  JwkKeys result;
  // First of all, for a key that is refused here may be one that OpenSSL cannot write.
  result.keys = makeEach(algorithms, [&](Algorithm algorithm) { return KeyAccess::make(algorithm, given, keyId); });
  // Not registered: Entra's sets say so for which tenants a key signs.
  if (const auto issuer = jwk.member("issuer"); issuer && issuer->isString()) {
    for (VerificationKey& key : result.keys) key = KeyAccess::forIssuer(key, issuer->string()->decoded());
  }
  const auto identity = identityOf(*given.key);
  if (!identity) throw UnusableJwk(JWTAUTH_LIBCRYPTO_NAME " cannot write the key");
  result.identity = sha256(*identity);
  result.hasPrivateMembers = std::any_of(privateMembers.begin(), privateMembers.end(),
                                         [&](std::string_view name) { return jwk.member(name).has_value(); });
  return result;
}

}  // namespace jwtauth::inline v0

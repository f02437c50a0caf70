// One JSON Web Key goes in, the keys it gives for the allowed algorithms come out. Refused: what is not meant for
// signatures, contradicts itself, or is too weak.
#include "src/keys/jwk.hpp"

#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "jwtauth/configuration_error.hpp"
#include "src/keys/key_material.hpp"
#include "src/libcrypto/openssl_handles.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::array<std::string_view, 7> privateMembers = {"d", "p", "q", "dp", "dq", "qi", "oth"};
constexpr std::size_t ed25519KeySize = 32;

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// To be called when OpenSSL has failed.
[[noreturn]] void refuseByOpenssl(const char* reason) {
  requireMemory();
  throw UnusableJwk(reason);
}

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
  if (const auto use = textMember(jwk, "use"); use && *use != "sig") {
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

PkeyHandle fromParameters(const char* type, OSSL_PARAM_BLD* builder) {
  const ParametersHandle parameters(OSSL_PARAM_BLD_to_param(builder));
  const PkeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return PkeyHandle(key);
}

PkeyHandle readRsa(JsonValue jwk) {
  const std::string modulus = requiredBytes(jwk, "n"), exponent = requiredBytes(jwk, "e");
  const NumberHandle n(BN_bin2bn(bytesOf(modulus), static_cast<int>(modulus.size()), nullptr));
  const NumberHandle e(BN_bin2bn(bytesOf(exponent), static_cast<int>(exponent.size()), nullptr));
  const ParameterBuilderHandle builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return fromParameters("RSA", builder.get());
}

struct Curve {
  std::string_view name;
  const char* group;
  std::size_t coordinateSize;
  Algorithm algorithm;
};

constexpr std::array<Curve, 3> curves{{{"P-256", "prime256v1", 32, Algorithm::ES256},
                                       {"P-384", "secp384r1", 48, Algorithm::ES384},
                                       {"P-521", "secp521r1", 66, Algorithm::ES512}}};

const Curve& curveOf(JsonValue jwk) {
  const std::string name = requiredText(jwk, "crv");
  const auto* const curve =
      std::find_if(curves.begin(), curves.end(), [&](const Curve& one) { return one.name == name; });
  if (curve == curves.end()) throw UnusableJwk("`crv` is not P-256, P-384 or P-521");
  return *curve;
}

PkeyHandle readEc(JsonValue jwk) {
  const Curve& curve = curveOf(jwk);
  const std::string x = requiredBytes(jwk, "x"), y = requiredBytes(jwk, "y");
  // RFC 7518 6.2.1.2: as many bytes as the curve's coordinates have, leading zeros included.
  if (x.size() != curve.coordinateSize || y.size() != curve.coordinateSize) {
    throw UnusableJwk("`x` or `y` is not as long as a coordinate of the curve");
  }
  const std::string point = '\4' + x + y;  // uncompressed, SEC 1 2.3.3
  const ParameterBuilderHandle builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return nullptr;
  }
  return fromParameters("EC", builder.get());
}

PkeyHandle readOkp(JsonValue jwk) {
  if (requiredText(jwk, "crv") != "Ed25519") throw UnusableJwk("`crv` is not Ed25519");
  const std::string x = requiredBytes(jwk, "x");
  if (x.size() != ed25519KeySize) throw UnusableJwk("`x` is not 32 bytes, as Ed25519's are");
  return PkeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytesOf(x), x.size()));
}

/// RFC 7517 4.7: the first certificate of the chain holds the key.
PublicKey readCertificateChain(JsonValue chain) {
  const auto first = chain.type() == JsonType::array ? chain.element(0) : std::nullopt;
  const auto text = first ? first->string() : std::nullopt;
  const auto der = text ? decodeBase64Leniently(text->decoded()) : std::nullopt;
  if (!der) throw UnusableJwk("`x5c` is not an array of base64 certificates");
  PublicKey key = readCertificateDer(*der);
  if (!key.handle) throw UnusableJwk("the first entry of `x5c` is not a certificate");
  return key;
}

PublicKey readPublicJwk(JsonValue jwk, std::string_view type) {
  const auto chain = jwk.member("x5c");
  const bool certificateAlone = chain && !jwk.member(type == "RSA" ? "n" : "x");
  if (certificateAlone) return readCertificateChain(*chain);
  PublicKey key{type == "RSA" ? readRsa(jwk) : type == "EC" ? readEc(jwk) : readOkp(jwk), std::nullopt};
  if (!key.handle) refuseByOpenssl("OpenSSL cannot read the key; its point may be off the curve");
  if (chain) {
    // RFC 7517 4.7: the key in the first certificate must match the one in the other members.
    PublicKey certified = readCertificateChain(*chain);
    if (EVP_PKEY_eq(key.handle.get(), certified.handle.get()) != 1) {
      if (ERR_peek_error() != 0) requireMemory();
      throw UnusableJwk("`x5c` holds another key than the other members");
    }
    key.certificate = std::move(certified.certificate);
  }
  return key;
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
    if ((!named || *named == nameOf(algorithm)) && serves(type, jwk, algorithm) &&
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

std::string identityOf(std::string_view material) {
  std::array<unsigned char, 32> hash{};
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, material.data(), material.size(), hash.data(), &size) != 1) {
    refuseByOpenssl("OpenSSL cannot hash the key");
  }
  return {hash.begin(), hash.end()};
}

std::string identityOf(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) refuseByOpenssl("OpenSSL cannot write the key");
  const std::unique_ptr<unsigned char, decltype([](unsigned char* memory) { OPENSSL_free(memory); })> owner(der);
  return identityOf({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
}

/// Keys for the algorithms that the key is strong enough for; when there is none, why the last was refused.
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
  result.identity = identityOf(secret);
  result.keys = makeEach(algorithms, [&](Algorithm algorithm) {
    return VerificationKey::fromSecret(algorithm, std::as_bytes(std::span(secret)), keyId);
  });
  OPENSSL_cleanse(secret.data(), secret.size());
  return result;
}

/// Of a big-endian number, leading zeros apart.
std::size_t bitsOfNumber(std::string_view bytes) noexcept {
  bytes.remove_prefix(std::min(bytes.find_first_not_of('\0'), bytes.size()));
  return bytes.empty() ? 0 : 8 * bytes.size() - static_cast<std::size_t>(std::countl_zero(bytesOf(bytes)[0]));
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

JwkKeys readJwk(JsonValue jwk, std::span<const Algorithm> allowed) {
  const ErrorQueueGuard guard;
  if (jwk.type() != JsonType::object) throw UnusableJwk("not a JSON object");
  const std::string type = requiredText(jwk, "kty");
  if (type != "RSA" && type != "EC" && type != "OKP" && type != "oct") {
    throw UnusableJwk("`kty` is not RSA, EC, OKP or oct");
  }
  requireVerificationUse(jwk);
  const std::string keyId = textMember(jwk, "kid").value_or("");
  const std::vector<Algorithm> algorithms = algorithmsOf(jwk, type, allowed);
  if (type == "oct") return readSecret(jwk, algorithms, keyId);

  PublicKey key = readPublicJwk(jwk, type);
  JwkKeys result;
  result.identity = identityOf(key.handle.get());
  result.hasPrivateMembers = std::any_of(privateMembers.begin(), privateMembers.end(),
                                         [&](std::string_view name) { return jwk.member(name).has_value(); });
  result.keys = makeEach(algorithms, [&](Algorithm algorithm) {
    if (EVP_PKEY_up_ref(key.handle.get()) != 1) throw UnusableJwk("OpenSSL cannot share the key");
    // Named, since gcc leaks an argument in braces when the copy of the next one throws.
    PublicKey shared{PkeyHandle(key.handle.get()), key.certificate};
    return KeyAccess::make(algorithm, std::move(shared), keyId);
  });
  return result;
}

}  // namespace jwtauth::inline v0

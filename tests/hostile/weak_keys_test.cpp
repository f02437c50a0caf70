// Keys that anyone can forge with, or that are not meant for signatures, refused when the mechanism is made.
// CVE-2019-20933; RFC 7518 3.2 and 3.3, RFC 7517 4.
#include <array>
#include <functional>
#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/openssl_keys.hpp"
#include "tests/support/openssl_signatures.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using testing::TokenIssuer;

/// The code with which the configuration is refused when it holds this key, "none" when it is not.
std::string codeWithKey(Algorithm algorithm, const std::string& key) {
  JwtAuthenticationConfig config = TokenIssuer(Algorithm::HS512).config();
  config.algorithm = algorithm;
  config.key = key;
  try {
    const JwtAuthenticationMechanism made(config);
  } catch (const ConfigurationError& error) {
    CHECK(error.setting() == "key");
    CHECK(leakOf(key, error.what()) == std::nullopt);
    return std::string(nameOf(error.code()));
  }
  return "none";
}

TEST_CASE("an RSA key that is too short, or whose exponent proves nothing, is refused") {
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::RS512, Algorithm::PS256, Algorithm::PS512}) {
    CAPTURE(nameOf(algorithm));
    CHECK(codeWithKey(algorithm, rsaPublicKeyOf(2048, 65537)) == "none");
    CHECK(codeWithKey(algorithm, rsaPublicKeyOf(2048, 3)) == "none");
    for (const int bits : {512, 1024, 2047}) CHECK(codeWithKey(algorithm, rsaPublicKeyOf(bits, 65537)) == "keyTooWeak");
    for (const unsigned long e : {1ul, 2ul, 65536ul}) {
      CHECK(codeWithKey(algorithm, rsaPublicKeyOf(2048, e)) == "keyTooWeak");
    }
    CHECK(codeWithKey(algorithm, rsaPublicKeyOf(16392, 65537)) == "keyUnusable");
  }
}

/// The Ed25519 public key of these bytes, as PEM has it.
std::string ed25519KeyOf(const std::string& point) {
  return standardBase64Of(bytesOfHex("302a300506032b6570032100") + point);
}

TEST_CASE("an Ed25519 key of small order, for which anyone can sign, is refused") {
  const std::string modulus = "ed" + std::string(60, 'f') + "7f";
  const std::vector<std::string> weak = {std::string(64, '0'),
                                         "01" + std::string(62, '0'),
                                         "ec" + modulus.substr(2),
                                         modulus,
                                         "ee" + modulus.substr(2),
                                         "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                         "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};
  const std::string honest = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";  // RFC 8032 7.1
  CHECK(codeWithKey(Algorithm::EdDSA, ed25519KeyOf(bytesOfHex(honest))) == "none");
  for (const std::string& point : weak) {
    CAPTURE(point);
    std::string bytes = bytesOfHex(point);
    CHECK(codeWithKey(Algorithm::EdDSA, ed25519KeyOf(bytes)) == "keyTooWeak");
    bytes.back() = static_cast<char>(bytes.back() | 0x80);  // the other sign of x
    CHECK(codeWithKey(Algorithm::EdDSA, ed25519KeyOf(bytes)) == "keyTooWeak");
  }
}

TEST_CASE("a secret that is empty or shorter than the hash is refused") {
  for (const auto& [algorithm, size] :
       {std::pair(Algorithm::HS256, 32u), std::pair(Algorithm::HS384, 48u), std::pair(Algorithm::HS512, 64u)}) {
    CAPTURE(nameOf(algorithm));
    CHECK(codeWithKey(algorithm, std::string(size, 's')) == "none");
    CHECK(codeWithKey(algorithm, std::string(size - 1, 's')) == "keyTooWeak");
    CHECK(codeWithKey(algorithm, "secret") == "keyTooWeak");
    CHECK(codeWithKey(algorithm, "") == "settingInvalid");
  }
}

TEST_CASE("a key of another type or curve than the algorithm's is refused") {
  std::vector<TokenIssuer> issuers;
  for (const Algorithm algorithm :
       {Algorithm::RS256, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA}) {
    issuers.emplace_back(algorithm);
  }
  const auto isRsa = [](Algorithm one) { return one >= Algorithm::RS256 && one <= Algorithm::PS512; };
  for (const TokenIssuer& issuer : issuers) {
    for (const Algorithm algorithm : asymmetricAlgorithms) {
      CAPTURE(nameOf(issuer.algorithm()), nameOf(algorithm));
      const bool fits = isRsa(algorithm) ? isRsa(issuer.algorithm()) : algorithm == issuer.algorithm();
      CHECK(codeWithKey(algorithm, issuer.key()) == (fits ? "none" : "keyUnusable"));
    }
  }
  for (const std::string& key : {secp256k1PublicKeyPem, brainpoolPublicKeyPem}) {
    CHECK(codeWithKey(Algorithm::ES256, key) == "keyUnusable");
  }
}

TEST_CASE("a private key in place of the public one is refused") {
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA}) {
    CHECK(codeWithKey(algorithm, TokenIssuer(algorithm).privateKeyPem()) == "keyUnusable");
  }
}

/// A JWK Set whose first key is altered, beside a second one that stays: the set is good, the key is not in it.
void refusesJwk(const TokenIssuer& issuer, const std::function<void(json&)>& alter) {
  const TokenIssuer other(issuer.algorithm());
  json set = json::parse(TokenIssuer::jwks({issuer, other}));
  alter(set["keys"][0]);
  CAPTURE(set["keys"][0].dump());
  const auto keys = parseJwks(set.dump(), std::array{issuer.algorithm()});
  CHECK(keys->skipped().size() == 1);
  const Target target(other, keys);
  target.refuses(issuer.token(), ErrorCode::keyUnknown);
}

TEST_CASE("a JWK that is not meant for this algorithm's signatures is not used") {
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::EdDSA, Algorithm::HS256}) {
    const TokenIssuer issuer(algorithm);
    Target(issuer, parseJwks(issuer.jwks(), std::array{algorithm})).accepts(issuer.token());
    refusesJwk(issuer, [](json& jwk) { jwk["use"] = "enc"; });
    refusesJwk(issuer, [](json& jwk) { jwk["use"] = true; });
    refusesJwk(issuer, [](json& jwk) { jwk["key_ops"] = {"sign"}; });
    refusesJwk(issuer, [](json& jwk) { jwk["key_ops"] = json::array(); });
    refusesJwk(issuer, [](json& jwk) { jwk["alg"] = "RS256"; });
    refusesJwk(issuer, [](json& jwk) { jwk["alg"] = "none"; });
    refusesJwk(issuer, [](json& jwk) { jwk["alg"] = nullptr; });
    refusesJwk(issuer, [](json& jwk) { jwk["kty"] = "RSA"; });
    refusesJwk(issuer, [](json& jwk) { jwk.erase("kty"); });
  }
}

TEST_CASE("a JWK whose point is off the curve, or of another curve, is not used") {
  const TokenIssuer issuer(Algorithm::ES256);
  const std::string zero(43, 'A');
  refusesJwk(issuer, [&](json& jwk) { jwk["y"] = jwk["x"]; });
  refusesJwk(issuer, [&](json& jwk) { jwk["x"] = jwk["y"] = zero; });
  refusesJwk(issuer, [](json& jwk) { jwk["crv"] = "P-384"; });
  refusesJwk(issuer, [](json& jwk) { jwk["crv"] = "secp256k1"; });
  refusesJwk(issuer, [](json& jwk) { jwk["x"] = jwk["x"].get<std::string>() + "AAAA"; });
  refusesJwk(issuer, [](json& jwk) { jwk["y"] = ""; });
}

TEST_CASE("a weak JWK is not used") {
  const TokenIssuer rsa(Algorithm::RS256);
  refusesJwk(rsa, [](json& jwk) { jwk["e"] = "AQ"; });
  refusesJwk(rsa, [](json& jwk) { jwk["e"] = "Ag"; });
  refusesJwk(rsa, [](json& jwk) { jwk["e"] = ""; });
  refusesJwk(rsa, [](json& jwk) { jwk["n"] = jwk["n"].get<std::string>().substr(0, 171); });
  refusesJwk(TokenIssuer(Algorithm::HS256), [](json& jwk) { jwk["k"] = "c2VjcmV0"; });
  refusesJwk(TokenIssuer(Algorithm::HS256), [](json& jwk) { jwk["k"] = ""; });
}

TEST_CASE("two different keys under one key id are both left out") {
  const TokenIssuer first(Algorithm::ES256), second(Algorithm::ES256), third(Algorithm::ES256);
  json set = json::parse(TokenIssuer::jwks({first, second, third}));
  set["keys"][1]["kid"] = first.keyId();
  const Target target(third, parseJwks(set.dump(), std::array{Algorithm::ES256}));
  target.refuses(first.token(), ErrorCode::keyUnknown);
  target.refuses(second.token().header("kid", first.keyId()), ErrorCode::keyUnknown);
}

}  // namespace
}  // namespace jwtauth::tests

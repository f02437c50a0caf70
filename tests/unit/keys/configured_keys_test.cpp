#include "jwtauth/config_json.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

const TokenIssuer& before() {
  static const TokenIssuer issuer;
  return issuer;
}
const TokenIssuer& after() {
  static const TokenIssuer issuer;
  return issuer;
}

JwtAuthenticationConfig configWith(std::vector<ConfiguredKey> keys) {
  JwtAuthenticationConfig config = before().config();
  config.key.clear();
  config.keys = std::move(keys);
  return config;
}

std::string refusalOfKeys(std::vector<ConfiguredKey> keys) {
  return refusalOf([&] { return JwtAuthenticationMechanism(configWith(std::move(keys))); });
}

TEST_CASE("tokens of the old and of the new key are accepted while both are configured") {
  for (const std::vector<ConfiguredKey>& keys :
       {std::vector<ConfiguredKey>{{before().jwk(), ""}, {after().jwk(), ""}},
        {{before().certificatePem(), before().keyId()}, {after().publicKeyPem(), after().keyId()}},
        {{before().jwk(), ""}, {after().certificatePem(), after().keyId()}}}) {
    const JwtAuthenticationMechanism auth(configWith(keys));
    CHECK(codeOf(auth.authenticate(before().token().bearer())) == "none");
    CHECK(codeOf(auth.authenticate(after().token().bearer())) == "none");
    CHECK(codeOf(auth.authenticate(after().token().header("kid", before().keyId()).bearer())) == "signatureInvalid");
    CHECK(codeOf(auth.authenticate(after().token().header("kid", "other").bearer())) == "keyUnknown");
    CHECK(codeOf(auth.authenticate(after().token().withoutHeader("kid").bearer())) == "keyUnknown");
  }
}

TEST_CASE("a sole key needs no key id, and then answers for every one") {
  const JwtAuthenticationMechanism auth(configWith({{before().certificatePem(), ""}}));
  CHECK(codeOf(auth.authenticate(before().token().bearer())) == "none");
  CHECK(codeOf(auth.authenticate(before().token().withoutHeader("kid").bearer())) == "none");
  CHECK(codeOf(auth.authenticate(after().token().bearer())) == "signatureInvalid");
}

TEST_CASE("keys that cannot be distinguished or used are refused with their place") {
  const ConfiguredKey good{before().jwk(), ""};
  CHECK(refusalOfKeys({good}) == "");
  CHECK_THAT(refusalOfKeys({good, {after().certificatePem(), ""}}), Contains("keys: entry 2: without a key id"));
  CHECK_THAT(refusalOfKeys({good, {after().certificatePem(), before().keyId()}}),
             Contains("keys: entry 2: the key id of another entry"));
  CHECK_THAT(refusalOfKeys({good, {after().jwk(), "kid"}}), Contains("keys: entry 2: a key id beside a JWK"));
  CHECK_THAT(refusalOfKeys({good, {"secret", "kid"}}), Contains("keys: entry 2: key: a short word"));
  CHECK_THAT(refusalOfKeys({good, {TokenIssuer(Algorithm::ES256).jwk(), ""}}), Contains("keys: entry 2: `alg`"));
  CHECK_THAT(refusalOfKeys({{"{", ""}}), Contains("keys: entry 1: a text that is"));
  CHECK_THAT(refusalOfKeys({{before().jwks(), ""}}), Contains("keys: entry 1: a JWK Set; expected one JWK"));
  const std::string jwk = before().jwk();
  CHECK_THAT(refusalOfKeys({{jwk.substr(0, jwk.size() - 1) + R"(,"d":"AQAB"})", ""}}),
             Contains("keys: entry 1: a private key"));
  JwtAuthenticationConfig both = configWith({good});
  both.key = before().certificatePem();
  CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(both); }), Contains("keys: set beside `key`"));
}

TEST_CASE("keys are read from JSON as text, with their key id, or as JWKs") {
  const auto read = [](const std::string& keys) { return configFromJson(R"({"keys": )" + keys + "}").keys; };
  CHECK(read("null").empty());
  CHECK(read(R"(["pem"])").at(0).key == "pem");
  const auto named = read(R"([{"kid": "a", "key": "pem"}, {"kty": "RSA", "kid": "b"}])");
  CHECK(named.at(0).keyId == "a");
  CHECK(named.at(0).key == "pem");
  CHECK(named.at(1).key == R"({"kty": "RSA", "kid": "b"})");
  for (const std::string wrong :
       {R"("pem")", "[7]", R"([{"kid": 7, "key": "pem"}])", R"([{"id": "a", "key": "pem"}])"}) {
    CHECK_THAT(refusalOf([&] { return read(wrong); }), Contains("keys: ") && Contains("expected a list of keys"));
  }
}

}  // namespace
}  // namespace jwtauth::tests

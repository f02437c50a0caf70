#include "jwtauth/jwks.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "jwtauth/testing.hpp"
#include "src/text/base64url.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/libcrypto.hpp"
#include "tests/support/openssl_keys.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using testing::TokenIssuer;

constexpr std::array rsaAndEc = {Algorithm::RS256, Algorithm::PS256, Algorithm::ES256,
                                 Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA};

const TokenIssuer& rsa() {
  static const TokenIssuer made(Algorithm::RS256);
  return made;
}

const TokenIssuer& ec() {
  static const TokenIssuer made(Algorithm::ES256);
  return made;
}

json jwkOf(const TokenIssuer& issuer) {
  return json::parse(issuer.jwk());
}

std::shared_ptr<KeyProvider> parse(const json& keys, std::span<const Algorithm> allowed = rsaAndEc) {
  return parseJwks(json{{"keys", keys}}.dump(), allowed);
}

json with(json jwk, const std::string& name, const json& value) {
  jwk[name] = value;
  return jwk;
}

json without(json jwk, const std::string& name) {
  jwk.erase(name);
  return jwk;
}

std::string bytesOf(const json& base64url) {
  return decodeBase64Url(base64url.get<std::string>()).value();
}

std::string x5cOf(const TokenIssuer& issuer) {
  std::string bare = withoutArmor(issuer.certificatePem());
  bare.erase(std::remove(bare.begin(), bare.end(), '\n'), bare.end());
  return bare;
}

/// Why the only key of a set cannot be used; empty when it can.
std::string reasonOf(const json& jwk, std::span<const Algorithm> allowed = rsaAndEc) {
  return refusalOf([&] { return parse(json::array({jwk}), allowed); });
}

bool verifies(const std::shared_ptr<KeyProvider>& keys, const TokenIssuer& issuer) {
  JwtAuthenticationConfig config = issuer.config();
  config.key.clear();
  return JwtAuthenticationMechanism(config, keys).authenticate(issuer.token().bearer()).hasValue();
}

TEST_CASE("a key of every type in a set verifies its issuer's tokens") {
  const Algorithm algorithm = GENERATE(Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::ES384,
                                       Algorithm::ES512, Algorithm::EdDSA);
  const TokenIssuer issuer(algorithm);
  CHECK(verifies(parseJwks(issuer.jwks(), rsaAndEc), issuer));
  CHECK(verifies(parseJwks(issuer.jwk(), rsaAndEc), issuer));
}

TEST_CASE("an oct key verifies HMAC when HMAC is allowed, and only then") {
  const TokenIssuer issuer(Algorithm::HS256);
  constexpr std::array hmac = {Algorithm::HS256};
  CHECK(verifies(parseJwks(issuer.jwks(), hmac), issuer));
  CHECK_THAT(reasonOf(jwkOf(issuer)), Contains("`alg` is not an allowed algorithm"));
  CHECK_THAT(reasonOf({{"kty", "oct"}, {"k", "c2hvcnQ"}}, hmac), Contains("5 bytes"));
}

TEST_CASE("a key may lack alg, use and kid") {
  for (const char* member : {"alg", "use", "kid"}) {
    CAPTURE(member);
    CHECK(verifies(parse(json::array({without(jwkOf(rsa()), member)})), rsa()));
  }
}

TEST_CASE("a certificate alone is a key") {
  const std::string bare = x5cOf(rsa());
  const json certificateAlone = {{"kty", "RSA"}, {"kid", rsa().keyId()}, {"x5c", {bare}}};
  CHECK(verifies(parse(json::array({certificateAlone})), rsa()));
  CHECK(verifies(parse(json::array({with(jwkOf(rsa()), "x5c", {bare})})), rsa()));
  CHECK_THAT(reasonOf(with(jwkOf(TokenIssuer(Algorithm::RS256)), "x5c", {bare})), Contains("another key"));
  CHECK_THAT(reasonOf(with(certificateAlone, "x5c", json::array())), Contains("x5c"));
  CHECK_THAT(reasonOf(with(certificateAlone, "x5c", {"AAAA"})), Contains("not a certificate"));
  CHECK_THAT(reasonOf(with(certificateAlone, "x5c", {""})), Contains("x5c"));
  CHECK_THAT(reasonOf(with(certificateAlone, "x5c", {x5cOf(ec())})), Contains("an EC key"));
}

TEST_CASE("a certificate alone is a key of every type") {
  const Algorithm algorithm =
      GENERATE(Algorithm::PS256, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA);
  const TokenIssuer issuer(algorithm);
  CHECK(
      verifies(parse(json::array({{{"kty", jwkOf(issuer)["kty"]}, {"kid", issuer.keyId()}, {"x5c", {x5cOf(issuer)}}}})),
               issuer));
}

/// An odd number whose first bit is set. It is not the product of two primes, which a verifier cannot see.
std::string modulusOfBits(int bits) {
  std::string bytes(256, '\x5b');
  bytes.front() = static_cast<char>((1 << ((bits - 1) % 8)) | 1);
  return encodeBase64Url(bytes);
}

TEST_CASE("a key that cannot be used is named with the reason") {
  const json good = jwkOf(rsa()), goodEc = jwkOf(ec());
  REQUIRE(reasonOf(good).empty());
  REQUIRE(reasonOf(goodEc).empty());
  const std::string seven(7, '\0'), x = bytesOf(goodEc["x"]), y = bytesOf(goodEc["y"]);
  const std::string tooLong = isOpenssl ? "longer than 64 bits" : "longer than 33 bits";
  const json exponentOf64Bits = with(good, "e", encodeBase64Url('\x80' + seven.substr(1) + '\1'));
  CHECK(reasonOf(exponentOf64Bits).empty() == isOpenssl);
  const std::vector<std::pair<json, std::string>> bad = {
      {with(good, "use", "enc"), "`use`"},
      {with(good, "key_ops", {"sign"}), "`key_ops`"},
      {with(good, "alg", "RS999"), "`alg`"},
      {with(good, "alg", "ES256"), "`alg`"},
      {with(good, "alg", 256), "`alg` is not a string"},
      {with(good, "kid", 1), "`kid` is not a string"},
      {with(good, "kty", "rsa"), "`kty`"},
      {without(good, "kty"), "`kty` is missing"},
      {without(good, "n"), "`n` is missing"},
      {with(good, "n", "AA"), "RSA key"},
      {with(good, "n", good["n"].get<std::string>() + "="), "canonical base64url"},
      {with(good, "n", modulusOfBits(2047)), "2047 bits"},
      {with(good, "key_ops", "verify"), "`key_ops` is not an array"},
      {with(good, "key_ops", {{"a", "verify"}}), "`key_ops` is not an array"},
      {with(good, "key_ops", json::array()), "`key_ops`"},
      {with(good, "use", json::array({"sig"})), "`use` is not a string"},
      {without(good, "e"), "`e` is missing"},
      {with(good, "e", "AQ"), "exponent is 1 or even"},
      {with(good, "e", "AAE"), "exponent is 1 or even"},
      {with(good, "e", "Ag"), "exponent is 1 or even"},
      {with(good, "e", encodeBase64Url('\1' + seven + '\1')), tooLong},
      {with(good, "x5c", {x5cOf(ec())}), "another key"},
      {with(goodEc, "crv", "P-384"), "`alg`"},
      {with(without(goodEc, "alg"), "crv", "P-384"), "coordinate"},
      {with(goodEc, "crv", "secp256k1"), "`crv`"},
      {with(goodEc, "x", goodEc["y"]), "off the curve"},
      {with(goodEc, "y", "AAAA"), "coordinate"},
      {with(with(goodEc, "x", encodeBase64Url(x + y[0])), "y", encodeBase64Url(y.substr(1))), "coordinate"},
      {without(goodEc, "y"), "`y` is missing"},
      {with(goodEc, "x", encodeBase64Url('\0' + bytesOf(goodEc["x"]))), "coordinate"},
      {with(jwkOf(TokenIssuer(Algorithm::EdDSA)), "crv", "Ed448"), "Ed25519"},
      {with(jwkOf(TokenIssuer(Algorithm::EdDSA)), "x", "AAAA"), "32 bytes"},
      {json(7), "not a JSON object"},
  };
  for (const auto& [jwk, reason] : bad) {
    CAPTURE(reason);
    CHECK_THAT(reasonOf(jwk), Contains(reason));
    const auto beside = parse(json::array({jwk, jwkOf(ec())}));
    CHECK(verifies(beside, ec()));
    REQUIRE(beside->skipped().size() == 1);
    CHECK_THAT(beside->skipped().front(), Contains(reason));
  }
}

TEST_CASE("a certificate with a key that OpenSSL does not know is skipped, and the other keys are used") {
  std::string certificate = bytesOfBase64(x5cOf(rsa()));
  const std::string rsaEncryption = bytesOfHex("06092a864886f70d010101");
  certificate.replace(certificate.find(rsaEncryption), rsaEncryption.size(), bytesOfHex("06092a864886f70d01017f"));
  const json unknown = {{"kty", "RSA"}, {"kid", "odd"}, {"x5c", {standardBase64Of(certificate)}}};
  const auto keys = parse({unknown, jwkOf(ec())});
  CHECK(keys->knownKeyIds() == std::vector<std::string>{ec().keyId()});
  REQUIRE(keys->skipped().size() == 1);
  CHECK_THAT(keys->skipped().front(), Contains(isOpenssl ? "a certificate whose public key OpenSSL cannot read"
                                                         : "a certificate of a key of another type or curve"));
}

TEST_CASE("key_ops with verify, and leading zeros of a modulus, do no harm") {
  CHECK(verifies(parse(json::array({with(jwkOf(rsa()), "key_ops", {"verify", "wrapKey"})})), rsa()));
  const std::string zeros(3, '\0');
  const json padded = with(jwkOf(rsa()), "n", encodeBase64Url(zeros + bytesOf(jwkOf(rsa())["n"])));
  CHECK(verifies(parse(json::array({padded})), rsa()));
  CHECK(parse(json::array({padded}))->describe().front().bits == 2048);
  CHECK(verifies(parse(json::array({padded, jwkOf(rsa())})), rsa()));  // written twice, the same key
}

TEST_CASE("without a kid in the token only a sole key is used") {
  const TokenIssuer other(Algorithm::RS256);
  const auto both = parseJwks(TokenIssuer::jwks({rsa(), other, ec()}), rsaAndEc);
  CHECK(codeOf(both->find(Algorithm::RS256, "")) == "keyUnknown");
  CHECK(both->find(Algorithm::ES256, ""));
  CHECK(both->find(Algorithm::RS256, rsa().keyId()));
  CHECK(codeOf(both->find(Algorithm::RS256, "nope")) == "keyUnknown");
  CHECK(codeOf(both->find(Algorithm::ES256, rsa().keyId())) == "keyUnknown");
}

TEST_CASE("the same key twice is used, different keys under one kid are not") {
  const json one = jwkOf(rsa());
  CHECK(verifies(parse(json::array({one, one})), rsa()));
  CHECK(parse(json::array({without(one, "kid"), without(one, "kid")}))->find(Algorithm::RS256, ""));
  const json other = with(jwkOf(TokenIssuer(Algorithm::RS256)), "kid", one["kid"]);
  const auto ambiguous = parse(json::array({one, other, jwkOf(ec())}));
  CHECK(codeOf(ambiguous->find(Algorithm::RS256, rsa().keyId())) == "keyUnknown");
  CHECK_THAT(ambiguous->skipped().front(), Contains("several different keys"));
}

TEST_CASE("keys of different type under one kid are distinguished by the algorithm") {
  const auto keys = parse(json::array({with(jwkOf(rsa()), "kid", "same"), with(jwkOf(ec()), "kid", "same")}));
  CHECK(keys->find(Algorithm::RS256, "same"));
  CHECK(keys->find(Algorithm::ES256, "same"));
}

TEST_CASE("private members are not used, and a warning says so") {
  const auto keys = parse(json::array({with(jwkOf(rsa()), "d", "AQAB")}));
  CHECK(verifies(keys, rsa()));
  CHECK_THAT(keys->warnings().front(), Contains("private members"));
}

TEST_CASE("what is not a JWK Set is refused as a whole") {
  const auto refusal = [](const std::string& text) { return refusalOf([&] { return parseJwks(text, rsaAndEc); }); };
  CHECK_THAT(refusal(""), Contains("JWK Set"));
  CHECK_THAT(refusal("<html>"), Contains("not a JSON object"));
  CHECK_THAT(refusal("{\"keys\":{}}"), Contains("array `keys`"));
  CHECK_THAT(refusal("{}"), Contains("array `keys`"));
  CHECK_THAT(refusal("{\"keys\":[]}"), Contains("without a usable key"));
  CHECK_THAT(refusal("{\"keys\":[],\"keys\":[]}"), Contains("twice"));
  CHECK_THAT(refusal(std::string(256 * 1024 + 1, ' ')), Contains("256 KiB"));
  std::string many = "{\"keys\":[1";
  for (int i = 0; i < 1000; ++i) many += ",1";
  CHECK_THAT(refusal(many + "]}"), Contains("more than 1000 keys"));
  CHECK_THAT(refusalOf([] { return parseJwks(rsa().jwks(), {}); }), Contains("no algorithm"));
}

TEST_CASE("a document that is no JWK Set is named as what it is") {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> documents = {
      {R"({"issuer":"https://a.example","jwks_uri":"https://a.example/jwks"})", "the issuer's metadata"},
      {"\n<!DOCTYPE html><html><body>Log in</body></html>", "an HTML page"},
      {"<?xml version=\"1.0\"?><EntityDescriptor/>", "XML"},
      {"\xEF\xBB\xBF{\"keys\":[]}", "a byte order mark"},
      {"\xFF\xFE{\0\"\0"s, "UTF-16"},
      {"\x1f\x8b\x08\0\0"s, "compressed by gzip"},
      {"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "PEM text"},
      {"", "an empty document"},
      {R"({"error":"not_found"})", "an error message in JSON"},
  };
  for (const auto& [document, kind] : documents) {
    CAPTURE(kind);
    const std::string sentence =
        refusalOf([&text = document] { return parseJwks(text, std::array{Algorithm::RS256}); });
    CHECK_THAT(sentence, Contains(kind));
    CHECK_THAT(sentence, Contains("expected a JWK Set"));
    CHECK_THAT(sentence, !Contains("a.example"));
  }
}

TEST_CASE("a key id from outside cannot break the line it is reported in") {
  const auto keys = parse(json::array({with(with(jwkOf(rsa()), "use", "enc"), "kid", "a\r\nb\x1b[31m"), jwkOf(ec())}));
  CHECK_THAT(keys->skipped().front(), Contains("kid a??b?[31m"));
}

TEST_CASE("a key id that is shortened for a report is not cut within a character") {
  for (const std::string before : {"", "a", "ab", "abc"}) {
    std::string id = before;
    while (id.size() < 80) id += "\u20ac";
    const auto keys = parse(json::array({with(with(jwkOf(rsa()), "use", "enc"), "kid", id), jwkOf(ec())}));
    CHECK_NOTHROW(json(keys->skipped().front()).dump());  // refuses what is no UTF-8
    CHECK_THAT(keys->skipped().front(), Contains(id.substr(0, before.size() + 57)));
  }
}

nlohmann::json mapOf(std::initializer_list<std::pair<const char*, std::string>> pems) {
  nlohmann::json map = nlohmann::json::object();
  for (const auto& [keyId, pem] : pems) map[keyId] = pem;
  return map;
}

TEST_CASE("a map of certificates or public keys by key id is a set, too") {
  const testing::TokenIssuer rsa(Algorithm::RS256), curve(Algorithm::ES256);
  const auto keys = parseJwks(mapOf({{"a", rsa.certificatePem()}, {"b", curve.publicKeyPem()}, {"c", "text"}}).dump(),
                              std::array{Algorithm::RS256, Algorithm::ES256, Algorithm::HS256});
  CHECK(codeOf(keys->find(Algorithm::RS256, "a")) == "none");
  CHECK(codeOf(keys->find(Algorithm::ES256, "b")) == "none");
  CHECK(codeOf(keys->find(Algorithm::RS256, "b")) == "keyUnknown");
  CHECK(codeOf(keys->find(Algorithm::HS256, "a")) == "keyUnknown");
  CHECK(keys->skipped().size() == 1);
  CHECK(keys->describe().front().type == "RSA");
}

TEST_CASE("an object of texts without any PEM is no set") {
  for (const char* text : {R"({"error":"not found"})", R"({"a":"-----BEGIN CERTIFICATE-----","b":1})", "{}"}) {
    CAPTURE(text);
    CHECK_THAT(refusalOf([&] { return parseJwks(text, std::array{Algorithm::RS256}); }),
               Contains("without an array `keys`"));
  }
}

TEST_CASE("a key of a SPIFFE bundle for JWTs verifies, one for certificates does not") {
  const testing::TokenIssuer issuer(Algorithm::ES256);
  const auto withUse = [&](const char* use) {
    auto jwk = nlohmann::json::parse(issuer.jwk());
    jwk["use"] = use;
    return jwk.dump();
  };
  CHECK(codeOf(parseJwks(withUse("jwt-svid"), std::array{Algorithm::ES256})->find(Algorithm::ES256, "")) == "none");
  CHECK_THAT(refusalOf([&] { return parseJwks(withUse("x509-svid"), std::array{Algorithm::ES256}); }),
             Contains("`use` is not"));
}

}  // namespace
}  // namespace jwtauth::tests

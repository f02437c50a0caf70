#include <openssl/pem.h>

#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "jwtauth/testing.hpp"
#include "src/libcrypto/openssl_handles.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/openssl_keys.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::seconds;
using testing::TokenBuilder;
using testing::TokenIssuer;

json partOf(const TokenBuilder& token, int index) {
  std::string text = token.sign();
  for (; index > 0; --index) text.erase(0, text.find('.') + 1);
  return json::parse(bytesOfBase64Url(std::string_view(text).substr(0, text.find('.'))));
}

json headerOf(const TokenBuilder& token) {
  return partOf(token, 0);
}

json claimsOf(const TokenBuilder& token) {
  return partOf(token, 1);
}

std::string verdictOf(const JwtAuthenticationConfig& config, const TokenBuilder& token) {
  return codeOf(JwtAuthenticationMechanism(config).authenticate(token.bearer()));
}

/// The common name of a certificate, by OpenSSL.
std::string commonNameOf(const std::string& pem) {
  const std::unique_ptr<BIO, OpensslDeleter<BIO_free>> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const CertificateHandle certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  REQUIRE(certificate);
  const X509_NAME* subject = X509_get_subject_name(certificate.get());
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  REQUIRE(index >= 0);
  const ASN1_STRING* name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
          static_cast<std::size_t>(ASN1_STRING_length(name))};
}

TEST_CASE("a token of every algorithm is accepted with its issuer's own configuration") {
  const Algorithm algorithm = GENERATE(from_range(everyAlgorithm));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm);
  const auto who = JwtAuthenticationMechanism(issuer.config()).authenticate(issuer.token("ann").bearer());
  REQUIRE(who);
  CHECK(who->name() == "ann");
  CHECK(verdictOf(TokenIssuer(algorithm).config(), issuer.token()) == "signatureInvalid");
}

TEST_CASE("every form in which an issuer shows its key verifies its tokens") {
  const Algorithm algorithm = GENERATE(from_range(asymmetricAlgorithms));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm);
  JwtAuthenticationConfig config = issuer.config();
  for (const std::string& form : {issuer.certificatePem(), issuer.publicKeyPem()}) {
    config.key = form;
    CHECK(verdictOf(config, issuer.token()) == "none");
  }
  config.key.clear();
  for (const std::string& document : {issuer.jwks(), issuer.jwk()}) {
    const JwtAuthenticationMechanism mechanism(config, parseJwks(document, everyAlgorithm));
    CHECK(codeOf(mechanism.authenticate(issuer.token().bearer())) == "none");
    CHECK(codeOf(mechanism.authenticate(issuer.token().header("kid", "another").bearer())) == "keyUnknown");
  }
}

TEST_CASE("a JWK Set of several issuers holds each under its own key id") {
  const TokenIssuer one(Algorithm::ES256), two(Algorithm::ES256), other(Algorithm::EdDSA);
  const auto keys = parseJwks(TokenIssuer::jwks({one, two, other}), everyAlgorithm);
  CHECK_THAT(keys->knownKeyIds(),
             Catch::Matchers::UnorderedEquals(std::vector<std::string>{one.keyId(), two.keyId(), other.keyId()}));
  JwtAuthenticationConfig config = one.config();
  config.key.clear();
  const JwtAuthenticationMechanism mechanism(config, keys);
  CHECK(mechanism.authenticate(one.token().bearer()));
  CHECK(mechanism.authenticate(two.token().bearer()));
  CHECK(codeOf(mechanism.authenticate(one.token().signedBy(two).bearer())) == "signatureInvalid");
}

TEST_CASE("an issuer made again from its private key is the same one") {
  const Algorithm algorithm = GENERATE(from_range(everyAlgorithm));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer first(algorithm);
  const std::string key = isHmac(algorithm) ? first.key() : first.privateKeyPem();
  const TokenIssuer again = TokenIssuer::fromKey(algorithm, key, first.issuer(), first.audience());
  CHECK(again.keyId() == first.keyId());
  CHECK(again.jwks() == first.jwks());
  CHECK(verdictOf(first.config(), again.token()) == "none");
}

TEST_CASE("a private key that does not fit is refused with its reason, and no password is asked for") {
  const TokenIssuer rsa, p256(Algorithm::ES256);
  const auto refusal = [](Algorithm algorithm, const std::string& key) {
    return refusalOf([&] { return TokenIssuer::fromKey(algorithm, key, "https://issuer.test/", "api"); });
  };
  CHECK(refusal(Algorithm::RS256, rsa.privateKeyPem()).empty());
  CHECK(refusal(Algorithm::PS512, rsa.privateKeyPem()).empty());
  CHECK_FALSE(refusal(Algorithm::ES256, rsa.privateKeyPem()).empty());
  CHECK_FALSE(refusal(Algorithm::RS256, p256.privateKeyPem()).empty());
  CHECK_FALSE(refusal(Algorithm::ES384, p256.privateKeyPem()).empty());
  CHECK_FALSE(refusal(Algorithm::HS256, "short").empty());
  CHECK_FALSE(refusal(Algorithm::HS256, rsa.privateKeyPem()).empty());
  for (const std::string& key :
       {rsa.publicKeyPem(), rsa.certificatePem(), encryptedPrivateKeyPem(rsa.privateKeyPem()),
        legacyEncryptedPrivateKeyPem(rsa.privateKeyPem()), std::string("key"), std::string()}) {
    CHECK(refusal(Algorithm::RS256, key).find("unencrypted private key") != std::string::npos);
  }
}

TEST_CASE("an HMAC issuer has a secret and no key pair to show") {
  const TokenIssuer issuer(Algorithm::HS256);
  CHECK_THROWS_AS(issuer.certificatePem(), std::logic_error);
  CHECK_THROWS_AS(issuer.publicKeyPem(), std::logic_error);
  CHECK_THROWS_AS(issuer.privateKeyPem(), std::logic_error);
  CHECK(bytesOfBase64Url(json::parse(issuer.jwk())["k"].get<std::string>()) == issuer.key());
}

TEST_CASE("the published key holds nothing private") {
  for (const Algorithm algorithm : asymmetricAlgorithms) {
    const json jwk = json::parse(TokenIssuer(algorithm).jwk());
    for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "k"}) CHECK_FALSE(jwk.contains(member));
  }
}

TEST_CASE("the certificate stays the same and is named after the issuer's host, whatever the issuer is called") {
  const auto nameFor = [](std::string issuer) {
    return commonNameOf(TokenIssuer(Algorithm::ES256, std::move(issuer)).certificatePem());
  };
  CHECK(nameFor("https://tenant.eu.auth0.com/") == "tenant.eu.auth0.com");
  CHECK(nameFor("http://localhost:8080/realms/one") == "localhost");
  CHECK(nameFor("http://[::1]:8080/") == "::1");
  CHECK(nameFor("my-issuer") == "my-issuer");
  CHECK(nameFor("") == "issuer");
  CHECK(nameFor("https://m\xc3\xbcnchen.test\n/") == "m??nchen.test?");
  CHECK(nameFor(std::string(1000, 'x')) == std::string(64, 'x'));
  const TokenIssuer issuer(Algorithm::ES256);
  CHECK(issuer.certificatePem() == TokenIssuer(issuer).config().key);
}

TEST_CASE("a fresh token has the usual claims and header, and lasts an hour") {
  const TokenIssuer issuer(Algorithm::ES256, "https://a.test/", "api");
  const json header = headerOf(issuer.token()), claims = claimsOf(issuer.token("ann"));
  CHECK(header == json{{"alg", "ES256"}, {"typ", "JWT"}, {"kid", issuer.keyId()}});
  CHECK(claims["iss"] == "https://a.test/");
  CHECK(claims["sub"] == "ann");
  CHECK(claims["aud"] == "api");
  CHECK(claims["exp"].get<long long>() - claims["iat"].get<long long>() == 3600);
  CHECK(claims.size() == 5);
}

TEST_CASE("claims and header members of every kind come out as they were given") {
  const std::string text = "a string";
  const json claims = claimsOf(TokenIssuer(Algorithm::HS256)
                                   .token()
                                   .claim("string", text)
                                   .claim("literal", "a literal")
                                   .claim("vector", std::vector<std::string>{"a", "b"})
                                   .claim("list", {"a", "b"})
                                   .claim("one", {"a"})
                                   .claim("true", true)
                                   .claim("negative", -1)
                                   .claim("large", std::uint64_t{18446744073709551615u})
                                   .claimJson("json", R"({"a":[1.5,null]})")
                                   .without("aud"));
  CHECK(claims["string"] == "a string");
  CHECK(claims["literal"] == "a literal");
  CHECK(claims["vector"] == json{"a", "b"});
  CHECK(claims["list"] == json{"a", "b"});
  CHECK(claims["one"] == json::array({"a"}));
  CHECK(claims["true"] == true);
  CHECK(claims["negative"] == -1);
  CHECK(claims["large"] == 18446744073709551615u);
  CHECK(claims["json"] == json::parse(R"({"a":[1.5,null]})"));
  CHECK_FALSE(claims.contains("aud"));
  const json header = headerOf(TokenIssuer(Algorithm::HS256)
                                   .token()
                                   .header("typ", "at+jwt")
                                   .headerJson("crit", R"(["x"])")
                                   .withoutHeader("kid"));
  CHECK(header == json{{"alg", "HS256"}, {"typ", "at+jwt"}, {"crit", {"x"}}});
  CHECK_THROWS_AS(TokenIssuer(Algorithm::HS256).token().claimJson("a", "{"), std::invalid_argument);
  CHECK_THROWS_AS(TokenIssuer(Algorithm::HS256).token().headerJson("a", ""), std::invalid_argument);
}

TEST_CASE("text that is not UTF-8 is never left out silently") {
  const TokenIssuer issuer(Algorithm::HS256);
  CHECK_THROWS_AS(issuer.token().claim("a", "\xff").sign(), std::invalid_argument);
  CHECK_THROWS_AS(issuer.token().claim("\xff", "a").sign(), std::invalid_argument);
  CHECK_THROWS_AS(issuer.token().header("kid", "\xff").sign(), std::invalid_argument);
  const std::string bytes = "{\"a\":\"\xff\"}";
  const std::string token = issuer.token().payloadText(bytes).sign();
  const std::size_t start = token.find('.') + 1;
  CHECK(bytesOfBase64Url(std::string_view(token).substr(start, token.rfind('.') - start)) == bytes);
}

TEST_CASE("iat and exp move together, and what was taken out stays out") {
  const TokenIssuer issuer(Algorithm::HS256);
  const auto start = std::chrono::system_clock::time_point(seconds(1'000'000));
  const auto times = [](const TokenBuilder& token) {
    const json claims = claimsOf(token);
    return std::pair(claims.value("iat", -1LL), claims.value("exp", -1LL));
  };
  CHECK(times(issuer.token().issuedAt(start)) == std::pair(1'000'000LL, 1'003'600LL));
  CHECK(times(issuer.token().issuedAt(start).expiresIn(seconds(90))) == std::pair(1'000'000LL, 1'000'090LL));
  CHECK(times(issuer.token().expiresIn(-hours(1)).issuedAt(start)) == std::pair(1'000'000LL, 996'400LL));
  CHECK(times(issuer.token().without("exp").issuedAt(start)) == std::pair(1'000'000LL, -1LL));
  CHECK(times(issuer.token().without("iat").issuedAt(start)) == std::pair(-1LL, 1'003'600LL));
  CHECK(times(issuer.token().without("iat").without("exp").issuedAt(start)) == std::pair(-1LL, -1LL));
}

TEST_CASE("what is wrong on purpose is refused for just that") {
  const TokenIssuer issuer, other;
  const auto verdict = [&](const TokenBuilder& token) { return verdictOf(issuer.config(), token); };
  CHECK(verdict(issuer.token()) == "none");
  CHECK(verdict(issuer.token().expiresIn(-hours(1))) == "expired");
  CHECK(verdict(issuer.token().forged()) == "signatureInvalid");
  CHECK(verdict(issuer.token().signedBy(other)) == "signatureInvalid");
  CHECK(verdict(issuer.token().signature("")) == "signatureInvalid");
  CHECK(verdict(issuer.token().signedAs(Algorithm::PS256)) == "algorithmNotAllowed");
  CHECK(verdict(issuer.token().signedWithSecret(Algorithm::HS256, issuer.publicKeyPem())) == "algorithmNotAllowed");
  CHECK(verdict(issuer.token().headerText("{}")) == "algorithmNotAllowed");
  CHECK(verdict(issuer.token().payloadText("[]")) == "tokenMalformed");
  CHECK(verdict(issuer.token().payloadText("{\"iss\":\"\xff\"}")) == "tokenMalformed");
}

TEST_CASE("a token signed in another way is rightly signed in that way") {
  const TokenIssuer rsa;
  JwtAuthenticationConfig config = rsa.config();
  config.algorithm = Algorithm::PS384;
  CHECK(verdictOf(config, rsa.token().signedAs(Algorithm::PS384)) == "none");
  const TokenIssuer hmac(Algorithm::HS512);
  CHECK(verdictOf(hmac.config(), rsa.token().signedWithSecret(Algorithm::HS512, hmac.key())) == "none");
  CHECK_THROWS_AS(rsa.token().signedAs(Algorithm::ES256).sign(), std::logic_error);
  CHECK_THROWS_AS(rsa.token().signedAs(Algorithm::HS256).sign(), std::logic_error);
}

TEST_CASE("a token in base64url once more is what base64Encoded takes") {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.base64Encoded = true;
  const JwtAuthenticationMechanism mechanism(config);
  CHECK(mechanism.authenticate("Bearer " + issuer.token().wrapped()));
  CHECK(codeOf(mechanism.authenticate(issuer.token().bearer())) == "tokenMalformed");
}

TEST_CASE("a copy of a token is changed alone") {
  const TokenBuilder original = TokenIssuer(Algorithm::HS256).token("ann");
  TokenBuilder copy = original;
  copy.claim("sub", "bob");
  CHECK(claimsOf(original)["sub"] == "ann");
  CHECK(claimsOf(copy)["sub"] == "bob");
  copy = original;
  CHECK(copy.sign() == original.sign());
}

}  // namespace
}  // namespace jwtauth::tests

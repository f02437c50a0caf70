// What RESTHeart answers to a token, and what this library answers: the table of docs/restheart-differences.md, row by
// row, for the rows that are about keys and tokens. RESTHeart's side was observed on a running 7.7.11 (java-jwt 4).
#include <nlohmann/json.hpp>

#include "jwtauth/config_json.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/openssl_keys.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using testing::TokenBuilder;
using testing::TokenIssuer;

constexpr long long now = 1'900'000'000;

const TokenIssuer& issuer() {
  static const TokenIssuer made(Algorithm::RS256, "https://tenant.eu.auth0.com/", "client-id");
  return made;
}

/// A RESTHeart 7 configuration, as its tutorial has it, with one setting changed.
JwtAuthenticationConfig restheartConfig(const char* setting = nullptr, const json& value = {}) {
  json block = {{"enabled", true},
                {"algorithm", "RS256"},
                {"key", issuer().key()},
                {"base64Encoded", false},
                {"usernameClaim", "sub"},
                {"rolesClaim", "roles"},
                {"issuer", issuer().issuer()},
                {"audience", issuer().audience()},
                {"clockSkew", 0}};
  if (setting != nullptr) block[setting] = value;
  return configFromJson(json{{"jwtAuthenticationMechanism", block}}.dump());
}

TokenBuilder honestToken() {
  return issuer().token("ann").issuedAt(ManualClock::at(now).now()).claim("roles", {"editor"});
}

Target target(const JwtAuthenticationConfig& config = restheartConfig(), const TokenBuilder& honest = honestToken()) {
  return Target(issuer(), config, honest, ManualClock::at(now).clock());
}

std::vector<std::string> rolesOf(const Target& target, const std::string& rolesJson) {
  const auto who = target.mechanism().verifyToken(target.token().claimJson("roles", rolesJson).sign());
  REQUIRE(codeOf(who) == "none");
  return {who->roles().begin(), who->roles().end()};
}

std::string withoutLineBreaks(std::string text) {
  std::erase(text, '\n');
  return text;
}

TEST_CASE("every form of key that RESTHeart takes is taken, and those that stop its start") {
  const std::string certificate = issuer().certificatePem(), publicKey = issuer().publicKeyPem();
  std::string folded = withoutArmor(certificate);
  for (char& character : folded) character = character == '\n' ? ' ' : character;
  for (const std::string& key : {withoutLineBreaks(withoutArmor(certificate)), standardBase64Of(certificate),
                                 certificate, withoutArmor(certificate), folded, publicKey, withoutArmor(publicKey)}) {
    CAPTURE(key.substr(0, 40));
    CHECK(codeOf(target(restheartConfig("key", key)).mechanism().verifyToken(honestToken().sign())) == "none");
  }
}

TEST_CASE("a kid in place of the key is refused, and the sentence says so") {
  CHECK_THAT(refusalOf([] { return target(restheartConfig("key", "RTlFNUFDNjM5ODlCQjRFNUI5RTgwRUY5")); }),
             Contains("key id"));
}

TEST_CASE("the aliases of the algorithms are known, none is not") {
  CHECK(restheartConfig("algorithm", "RSA256").algorithm == Algorithm::RS256);
  CHECK(restheartConfig("algorithm", "HMAC512").algorithm == Algorithm::HS512);
  CHECK_FALSE(refusalOf([] { return restheartConfig("algorithm", "none"); }).empty());
}

TEST_CASE("base64Encoded is one more layer around the token, and a plain token is then a 401 and no 500") {
  const Target wrapping(issuer(), restheartConfig(), honestToken(), ManualClock::at(now).clock());
  const JwtAuthenticationMechanism auth(restheartConfig("base64Encoded", true), ManualClock::at(now).clock());
  CHECK(codeOf(auth.verifyToken(honestToken().wrapped())) == "none");
  const auto plain = auth.verifyToken(honestToken().sign());
  CHECK(codeOf(plain) == "tokenMalformed");
  CHECK(plain.error().httpStatus() == 401);
  wrapping.refuses(honestToken().wrapped(), ErrorCode::tokenMalformed);
}

TEST_CASE("no credentials are a 401, with JWT as the only mechanism too") {
  const auto nobody = target().mechanism().authenticate("");
  CHECK(codeOf(nobody) == "credentialsMissing");
  CHECK(nobody.error().httpStatus() == 401);
  CHECK(target().mechanism().challenge(nobody.error()) == "Bearer realm=\"api\"");
}

TEST_CASE("spaces around the token are taken, a tab is not") {
  const std::string token = honestToken().sign();
  const Target one = target();
  CHECK(codeOf(one.mechanism().authenticate("Bearer  " + token + "  ")) == "none");
  CHECK(codeOf(one.mechanism().authenticate("bearer " + token)) == "none");
  one.refusesHeader("Bearer\t" + token, ErrorCode::tokenMalformed);
}

TEST_CASE("times are those of java-jwt 4: a token expiring exactly now is refused") {
  const Target one = target();
  one.refuses(one.token().claim("exp", now), ErrorCode::expired);
  one.accepts(one.token().claim("exp", now + 1));
  one.refuses(one.token().claim("nbf", now + 1), ErrorCode::notYetValid);
  one.refuses(one.token().claim("iat", now + 1), ErrorCode::issuedInFuture);
  one.refuses(one.token().claim("exp", "1900003600"), ErrorCode::claimMalformed);
  one.refuses(one.token().claimJson("exp", "1e17"), ErrorCode::claimMalformed);
  one.refuses(one.token().claimJson("exp", "null"), ErrorCode::claimMalformed);
}

TEST_CASE("a token without exp is accepted only if the configuration says so") {
  const Target strict = target();
  strict.refuses(strict.token().without("exp"), ErrorCode::expiryMissing);
  const Target lenient = target(restheartConfig("acceptMissingExpiry", true));
  lenient.accepts(lenient.token().without("exp"));
  lenient.refuses(lenient.token().claimJson("exp", "null"), ErrorCode::claimMalformed);
}

TEST_CASE("the issuer is compared exactly, and must be there") {
  const Target one = target();
  one.refuses(one.token().claim("iss", "https://tenant.eu.auth0.com"), ErrorCode::issuerMismatch);
  one.refuses(one.token().without("iss"), ErrorCode::issuerMismatch);
}

TEST_CASE("one of several audiences is enough, or all as in RESTHeart") {
  json audiences = {"client-id", "https://api.test/"};
  const Target any = target(restheartConfig("audience", audiences));
  any.accepts(any.token());
  JwtAuthenticationConfig config = restheartConfig("audience", audiences);
  config.audienceMatch = AudienceMatch::all;
  const Target all = target(config, honestToken().claim("aud", {"client-id", "https://api.test/"}));
  all.refuses(all.token().claim("aud", "client-id"), ErrorCode::audienceMismatch);
}

TEST_CASE("roles are read as by java-jwt 4") {
  const Target one = target();
  CHECK(rolesOf(one, R"([1,true,"x"])") == std::vector<std::string>{"1", "true", "x"});
  for (const char* none : {"[{}]", R"([["admin"]])", "null", "[]"}) {
    CAPTURE(none);
    CHECK(rolesOf(one, none).empty());
  }
  one.refuses(one.token().claim("roles", "admin"), ErrorCode::rolesMalformed);
  one.refuses(one.token().without("roles"), ErrorCode::rolesMissing);
}

TEST_CASE("a missing roles claim is no obstacle where the configuration says so") {
  const Target one = target(restheartConfig("acceptMissingRoles", true));
  const auto who = one.mechanism().verifyToken(one.token().without("roles").sign());
  REQUIRE(codeOf(who) == "none");
  CHECK(who->roles().empty());
}

TEST_CASE("fixed roles and the token's roles are merged") {
  const Target one = target(restheartConfig("fixedRoles", {"user", "editor"}));
  CHECK(rolesOf(one, R"(["editor","admin"])") == std::vector<std::string>{"editor", "admin", "user"});
}

TEST_CASE("a token whose user name is missing, empty or not a string is refused") {
  const Target one = target();
  one.refuses(one.token().without("sub"), ErrorCode::usernameMissing);
  one.refuses(one.token().claim("sub", 7), ErrorCode::usernameMalformed);
  one.refuses(one.token().claim("sub", ""), ErrorCode::usernameMalformed);
}

TEST_CASE("what RESTHeart's parsers pass over is refused") {
  const Target one = target();
  const std::string payload = R"({"iss":"https://tenant.eu.auth0.com/","aud":"client-id","exp":1900003600,"roles":[],)";
  one.accepts(one.token().payloadText(payload + R"("sub":"ann"})"));
  one.refuses(one.token().payloadText(payload + R"("sub":"ann","sub":"admin"})"), ErrorCode::tokenMalformed);
  one.refuses(one.token().payloadText(payload + R"("sub":"ann"} trailing)"), ErrorCode::tokenMalformed);
  one.refuses(one.token().payloadText(payload + "\"sub\":\"\xff\"}"), ErrorCode::tokenMalformed);
  one.refuses(one.token().headerJson("crit", R"(["exp"])"), ErrorCode::headerUnsupported);
  one.refuses(one.token().sign() + "==", ErrorCode::tokenMalformed);
}

TEST_CASE("kid and typ of the token do not matter while one key is configured") {
  const Target one = target();
  one.accepts(one.token().header("kid", "another").header("typ", "whatever"));
  one.accepts(one.token().withoutHeader("kid").withoutHeader("typ"));
}

// RESTHeart's own conformance list: four scenarios under HS256.
TEST_CASE("RESTHeart's own four scenarios have its answers") {
  const TokenIssuer hmac(Algorithm::HS256, "myIssuer", "myAudience");
  JwtAuthenticationConfig config = hmac.config();
  const Target one(hmac, config);
  one.accepts(one.token());
  one.refusesHeader("", ErrorCode::credentialsMissing);
  one.refuses(one.token().claim("iss", "unknown"), ErrorCode::issuerMismatch);
  config.extraCheck = [](const Principal& who) -> std::optional<Error> {
    if (who.stringClaim("extra") == "ok") return std::nullopt;
    return Error{ErrorCode::checkRefused, "the extra verifier refused"};
  };
  const Target verified(hmac, config, hmac.token().claim("extra", "ok"));
  verified.refuses(verified.token().claim("extra", "no"), ErrorCode::checkRefused);
  CHECK(Error{ErrorCode::checkRefused, ""}.httpStatus() == 401);
}

}  // namespace
}  // namespace jwtauth::tests

#include "src/stages/stages.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

constexpr long long now = 1'800'000'000;

JwtAuthenticationConfig policy() {
  JwtAuthenticationConfig config;
  config.issuer = "https://t.auth0.com/";
  config.audience = {"api"};
  config.clockSkew = std::chrono::seconds(0);
  return config;
}

std::string codeOfClaims(const std::string& payload, const JwtAuthenticationConfig& config = policy()) {
  return codeOf(checkClaims(payload, config, std::chrono::system_clock::time_point(std::chrono::seconds(now))));
}

/// A payload that passes, with members added after it.
std::string with(const std::string& members, const std::string& without = "") {
  std::string payload = "{";
  const std::pair<std::string, std::string> usual[] = {{"iss", R"("https://t.auth0.com/")"},
                                                       {"aud", R"("api")"},
                                                       {"exp", std::to_string(now + 60)},
                                                       {"sub", R"("ann")"}};
  for (const auto& [name, value] : usual) {
    if (name != without) payload += "\"" + name + "\":" + value + ",";
  }
  payload += members.empty() ? "\"z\":0" : members;
  return payload + "}";
}

std::string instead(const std::string& name, const std::string& value) {
  return with("\"" + name + "\":" + value, name);
}

TEST_CASE("claims that meet the policy are accepted") {
  CHECK(codeOfClaims(with("")) == "none");
}

TEST_CASE("a token expiring exactly now is refused, one second later it is accepted") {
  CHECK(codeOfClaims(instead("exp", std::to_string(now))) == "expired");
  CHECK(codeOfClaims(instead("exp", std::to_string(now + 1))) == "none");
  CHECK(codeOfClaims(instead("exp", std::to_string(now) + ".5")) == "none");
}

TEST_CASE("clock skew is granted on every side and not beyond") {
  JwtAuthenticationConfig config = policy();
  config.clockSkew = std::chrono::seconds(30);
  CHECK(codeOfClaims(instead("exp", std::to_string(now - 29)), config) == "none");
  CHECK(codeOfClaims(instead("exp", std::to_string(now - 30)), config) == "expired");
  CHECK(codeOfClaims(with("\"nbf\":" + std::to_string(now + 30)), config) == "none");
  CHECK(codeOfClaims(with("\"nbf\":" + std::to_string(now + 31)), config) == "notYetValid");
  CHECK(codeOfClaims(with("\"iat\":" + std::to_string(now + 30)), config) == "none");
  CHECK(codeOfClaims(with("\"iat\":" + std::to_string(now + 31)), config) == "issuedInFuture");
}

TEST_CASE("a time of a wrong type or out of range is never taken for a missing one") {
  const std::string name = GENERATE(as<std::string>(), "exp", "nbf", "iat");
  const std::string value = GENERATE(as<std::string>(), "null", "\"1800000060\"", "true", "{}", "[]", "-1", "-0.5",
                                     "1e300", "253402300800", "18446744073709551615", "99999999999999999999999999");
  CAPTURE(name, value);
  JwtAuthenticationConfig lenient = policy();
  lenient.acceptMissingExpiry = true;
  CHECK(codeOfClaims(instead(name, value)) == "claimMalformed");
  CHECK(codeOfClaims(instead(name, value), lenient) == "claimMalformed");
}

TEST_CASE("times beyond 2038 and 2262 are compared without overflow") {
  CHECK(codeOfClaims(instead("exp", "2147483648")) == "none");
  CHECK(codeOfClaims(instead("exp", "9223372037")) == "none");
  CHECK(codeOfClaims(instead("exp", "253402300799")) == "none");
  CHECK(codeOfClaims(with("\"nbf\":253402300799")) == "notYetValid");
}

TEST_CASE("a token without exp needs acceptMissingExpiry") {
  CHECK(codeOfClaims(with("", "exp")) == "expiryMissing");
  JwtAuthenticationConfig config = policy();
  config.acceptMissingExpiry = true;
  CHECK(codeOfClaims(with("", "exp"), config) == "none");
  CHECK(codeOfClaims(instead("exp", std::to_string(now - 1)), config) == "expired");
}

TEST_CASE("maxTokenAge bounds how long ago a token was issued") {
  JwtAuthenticationConfig config = policy();
  config.maxTokenAge = std::chrono::seconds(100);
  CHECK(codeOfClaims(with("\"iat\":" + std::to_string(now - 100)), config) == "none");
  CHECK(codeOfClaims(with("\"iat\":" + std::to_string(now - 101)), config) == "tokenTooOld");
  CHECK(codeOfClaims(with(""), config) == "tokenTooOld");
}

TEST_CASE("the issuer is compared character by character") {
  const std::string value = GENERATE(as<std::string>(), R"("https://t.auth0.com")", R"("https://T.auth0.com/")",
                                     R"("http://t.auth0.com/")", R"(["https://t.auth0.com/"])", "null", "1", R"("")",
                                     R"("https://t.auth0.com/ ")", R"("https://t.auth0.com/\u0000")");
  CAPTURE(value);
  CHECK(codeOfClaims(instead("iss", value)) == "issuerMismatch");
  CHECK(codeOfClaims(with("", "iss")) == "issuerMismatch");
  CHECK(codeOfClaims(instead("iss", R"("https:\/\/t.auth0.com\/")")) == "none");
}

TEST_CASE("acceptAnyIssuer does not look at the issuer") {
  JwtAuthenticationConfig config = policy();
  config.issuer.clear();
  config.acceptAnyIssuer = true;
  CHECK(codeOfClaims(with("", "iss"), config) == "none");
  CHECK(codeOfClaims(instead("iss", "1"), config) == "none");
}

TEST_CASE("the audience is one string or an array of strings that names us") {
  const std::string good =
      GENERATE(as<std::string>(), R"("api")", R"(["api"])", R"(["other","api"])", R"(["ap\u0069"])");
  CHECK(codeOfClaims(instead("aud", good)) == "none");
  const std::string bad =
      GENERATE(as<std::string>(), R"("ap")", R"("api2")", R"("API")", R"("")", "[]", R"(["other"])", R"([["api"]])",
               R"({"api":1})", "null", "1", R"(["api",1])", R"(["api",null])", R"("other api")");
  CAPTURE(bad);
  CHECK(codeOfClaims(instead("aud", bad)) == "audienceMismatch");
  CHECK(codeOfClaims(with("", "aud")) == "audienceMismatch");
}

TEST_CASE("AudienceMatch::all wants every configured audience, any wants one") {
  JwtAuthenticationConfig config = policy();
  config.audience = {"one", "two"};
  CHECK(codeOfClaims(instead("aud", R"("two")"), config) == "none");
  config.audienceMatch = AudienceMatch::all;
  CHECK(codeOfClaims(instead("aud", R"("two")"), config) == "audienceMismatch");
  CHECK(codeOfClaims(instead("aud", R"(["one","one"])"), config) == "audienceMismatch");
  CHECK(codeOfClaims(instead("aud", R"(["two","three","one"])"), config) == "none");
}

TEST_CASE("acceptAnyAudience does not look at the audience") {
  JwtAuthenticationConfig config = policy();
  config.audience.clear();
  config.acceptAnyAudience = true;
  CHECK(codeOfClaims(with("", "aud"), config) == "none");
}

TEST_CASE("a token bound to a key is refused unless that is accepted by name") {
  JwtAuthenticationConfig config = policy();
  config.dpop = Possession::off;
  const std::string bound = with(R"("cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})");
  CHECK(codeOfClaims(bound, config) == "confirmationUnbound");
  CHECK(codeOfClaims(with(R"("cnf":{})"), config) == "confirmationUnbound");
  config.acceptUnboundConfirmation = true;
  CHECK(codeOfClaims(bound, config) == "none");
}

TEST_CASE("a payload that is not one strict JSON object is malformed") {
  const std::string payload = GENERATE(as<std::string>(), "", "[]", "null", "{", "{}x", R"({"sub":"a","sub":"b"})",
                                       "{\"a\":\"\xff\"}", R"({"a":{"b":1,"b":2}})", R"({"a":1e999})");
  CAPTURE(payload);
  CHECK(codeOfClaims(payload) == "tokenMalformed");
}

TEST_CASE("user name and roles are found by literal name and by pointer") {
  JwtAuthenticationConfig config = policy();
  config.usernameClaim = "https://example.com/name";
  config.rolesClaim = "/app/roles";
  const std::string payload = with(R"("https://example.com/name":"ann","app":{"roles":["a"]})");
  const auto claims = checkClaims(payload, config, std::chrono::system_clock::time_point(std::chrono::seconds(now)));
  REQUIRE(claims);
  CHECK(claims->username->text() == "\"ann\"");
  CHECK(claims->roles->text() == "[\"a\"]");
  CHECK(claims->times.expiry.seconds() == double(now + 60));
}

TEST_CASE("any claim may name the user, also one that the policy checks") {
  JwtAuthenticationConfig config = policy();
  config.usernameClaim = "iss";
  const std::string payload = with("");
  const auto claims = checkClaims(payload, config, std::chrono::system_clock::time_point(std::chrono::seconds(now)));
  CHECK(claims->username->text() == "\"https://t.auth0.com/\"");
}

}  // namespace
}  // namespace jwtauth::tests

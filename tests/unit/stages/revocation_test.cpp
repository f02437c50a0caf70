#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::DpopClient;
using testing::TokenIssuer;

constexpr Error revoked{ErrorCode::revoked, "revoked by the test"};
constexpr Error pending{ErrorCode::keysPending, "asked by the test"};

/// Answers as the test wants it, and remembers what it was asked.
class Check final : public RevocationCheck {
 public:
  Result<void> check(const VerifiedToken& token) const override {
    ++asked;
    lastToken = token.token;
    lastClaims = token.claims;
    if (throws) throw std::runtime_error("the test's check failed");
    return answer;
  }
  bool tellWhenSettled(std::string_view token, const std::function<void()>& resume) const override {
    if (answer.error().code != ErrorCode::keysPending || token != lastToken) return false;
    resume();
    return true;
  }

  Result<void> answer{};
  bool throws = false;
  mutable int asked = 0;
  mutable std::string lastToken{}, lastClaims{};
};

/// Knows the claims of one token, in place of all others.
class Authority final : public TokenAuthority {
 public:
  explicit Authority(std::string text) : claims(std::make_shared<const std::string>(std::move(text))) {}
  Result<std::shared_ptr<const std::string>> claimsOf(std::string_view token) const override {
    ++asked;
    if (token != "opaque-1~x") return Error{ErrorCode::tokenInactive, "not active"};
    return claims;
  }
  bool tellWhenSettled(std::string_view, const std::function<void()>&) const override { return false; }

  std::shared_ptr<const std::string> claims;
  mutable int asked = 0;
};

std::string claimsNow(const std::string& more = "") {
  const auto now = static_cast<long long>(wallNow().time_since_epoch().count());
  return R"({"active":true,"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":)" +
         std::to_string(now + 600) + more + "}";
}

JwtAuthenticationConfig opaqueConfig(std::shared_ptr<TokenAuthority> authority) {
  JwtAuthenticationConfig config;
  config.issuer = "https://issuer.test/";
  config.audience = {"test-api"};
  config.tokenAuthority = std::move(authority);
  return config;
}

std::string answerTo(const JwtAuthenticationConfig& config, std::string_view token) {
  return codeOf(JwtAuthenticationMechanism(config).verifyToken(token));
}

TEST_CASE("a revoked token is refused with 401 invalid_token, and an unrevoked one is not") {
  const TokenIssuer issuer;
  const auto check = std::make_shared<Check>();
  JwtAuthenticationConfig config = issuer.config();
  config.revocationChecks = {check};
  const JwtAuthenticationMechanism auth(config);
  const std::string token = issuer.token("ann").sign();
  const auto who = auth.verifyToken(token);
  REQUIRE(who);
  CHECK(check->lastToken == token);
  CHECK(check->lastClaims == who->claimsText());

  check->answer = revoked;
  const auto refused = auth.verifyToken(token);
  CHECK(codeOf(refused) == "revoked");
  CHECK(refused.error().httpStatus() == 401);
  CHECK(auth.challenge(refused.error()) ==
        R"(Bearer realm="api", error="invalid_token", error_description="The access token was revoked")");
}

TEST_CASE("a token that is remembered is asked about each time") {
  const TokenIssuer issuer;
  const auto check = std::make_shared<Check>();
  for (const bool isWrapped : {false, true}) {
    JwtAuthenticationConfig config = issuer.config();
    config.revocationChecks = {check};
    config.verdictCacheEntries = 10;
    config.base64Encoded = isWrapped;
    const JwtAuthenticationMechanism auth(config);
    const auto builder = issuer.token("ann");
    const std::string bare = builder.sign();
    const std::string token = isWrapped ? builder.wrapped() : bare;
    check->answer = {};
    REQUIRE(codeOf(auth.verifyToken(token)) == "none");
    REQUIRE(codeOf(auth.verifyToken(token)) == "none");
    REQUIRE(auth.verdictCacheStatus().hits == 1);
    CHECK(std::count(check->lastToken.begin(), check->lastToken.end(), '.') == 2);
    check->answer = revoked;
    CHECK(codeOf(auth.verifyToken(token)) == "revoked");
    CHECK(auth.verdictCacheStatus().hits == 2);
  }
}

TEST_CASE("a forged or expired token is not asked about") {
  const TokenIssuer issuer;
  const auto check = std::make_shared<Check>();
  JwtAuthenticationConfig config = issuer.config();
  config.revocationChecks = {check};
  CHECK(answerTo(config, issuer.token().forged().sign()) == "signatureInvalid");
  CHECK(answerTo(config, issuer.token().expiresIn(std::chrono::hours(-1)).sign()) == "expired");
  CHECK(check->asked == 0);
  CHECK(answerTo(config, issuer.token().sign()) == "none");
  CHECK(check->asked == 1);
}

TEST_CASE("the first check that refuses decides, and a check that throws is a failure of the server") {
  const TokenIssuer issuer;
  const auto first = std::make_shared<Check>(), second = std::make_shared<Check>();
  JwtAuthenticationConfig config = issuer.config();
  config.revocationChecks = {first, second};
  const std::string token = issuer.token().sign();
  second->answer = revoked;
  CHECK(answerTo(config, token) == "revoked");
  first->answer = Error{ErrorCode::statusUnavailable, "down"};
  CHECK(answerTo(config, token) == "statusUnavailable");
  CHECK(first->answer.error().httpStatus() == 503);
  first->throws = true;
  CHECK(answerTo(config, token) == "unexpectedFailure");
}

TEST_CASE("a request that has to wait for an answer keeps its proof") {
  const TokenIssuer issuer;
  const DpopClient client;
  const auto check = std::make_shared<Check>();
  JwtAuthenticationConfig config = issuer.config();
  config.revocationChecks = {check};
  const JwtAuthenticationMechanism auth(config);
  const std::string token = issuer.token().boundTo(client).sign();
  const std::string authorization = "DPoP " + token;
  const std::string proof = client.proof("GET", "https://api.example/", token).sign();
  const std::string_view field = authorization, proofField = proof;
  const Request request{
      .authorization = {&field, 1}, .dpop = {&proofField, 1}, .method = "GET", .url = "https://api.example/"};
  check->answer = pending;
  REQUIRE(codeOf(auth.authenticate(request)) == "keysPending");
  int resumed = 0;
  auth.whenKeysSettle(request, [&] { ++resumed; });
  CHECK(resumed == 1);
  check->answer = {};
  CHECK(codeOf(auth.authenticate(request)) == "none");
  CHECK(codeOf(auth.authenticate(request)) == "proofReplayed");
}

TEST_CASE("an opaque token is what its authority says, checked as the claims of a JWT are") {
  const auto of = [](const std::string& claims) {
    return answerTo(opaqueConfig(std::make_shared<Authority>(claims)), "opaque-1~x");
  };
  REQUIRE(of(claimsNow()) == "none");
  const JwtAuthenticationMechanism auth(opaqueConfig(std::make_shared<Authority>(claimsNow())));
  const auto who = auth.authenticate("Bearer opaque-1~x");
  REQUIRE(who);
  CHECK(who->name() == "ann");
  CHECK(codeOf(auth.authenticate("Bearer opaque-2~x")) == "tokenInactive");
  CHECK(auth.authenticate("Bearer opaque-2~x").error().httpStatus() == 401);

  CHECK(of(R"({"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":1})") == "expired");
  CHECK(of(R"({"iss":"https://issuer.test/","aud":"test-api","sub":"ann"})") == "expiryMissing");
  CHECK(of(claimsNow(R"(,"nbf":33000000000)")) == "notYetValid");
  CHECK(of(R"({"iss":"https://other.test/","aud":"test-api","sub":"ann","exp":33000000000})") == "issuerMismatch");
  CHECK(of(R"({"iss":"https://issuer.test/","aud":"other","sub":"ann","exp":33000000000})") == "audienceMismatch");
  CHECK(of(R"({"iss":"https://issuer.test/","aud":"test-api","exp":33000000000})") == "usernameMissing");
  CHECK(of(claimsNow(R"(,"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})")) == "confirmationUnbound");
  CHECK(of(R"({"sub":"ann","sub":"bob"})") == "tokenMalformed");
}

TEST_CASE("an opaque token that is bound needs a proof of its key") {
  const DpopClient client, thief;
  const auto authority = std::make_shared<Authority>(claimsNow(R"(,"cnf":{"jkt":")" + client.thumbprint() + R"("})"));
  const JwtAuthenticationMechanism auth(opaqueConfig(authority));
  const auto answerWith = [&](const DpopClient& sender) {
    const std::string proof = sender.proof("GET", "https://api.example/", "opaque-1~x").sign();
    const std::string_view field = "DPoP opaque-1~x", proofField = proof;
    return codeOf(auth.authenticate(Request{
        .authorization = {&field, 1}, .dpop = {&proofField, 1}, .method = "GET", .url = "https://api.example/"}));
  };
  CHECK(answerWith(client) == "none");
  CHECK(answerWith(thief) == "confirmationMismatch");
}

TEST_CASE("an authority is asked about nothing that cannot be a bearer token") {
  const auto authority = std::make_shared<Authority>(claimsNow());
  const JwtAuthenticationMechanism auth(opaqueConfig(authority));
  for (const char* token : {"with space", "quote\"", "comma,", "=", "percent%41", "\xc3\xa4"}) {
    CAPTURE(token);
    CHECK(codeOf(auth.verifyToken(token)) == "tokenMalformed");
  }
  CHECK(authority->asked == 0);
}

TEST_CASE("revocation checks are asked about opaque tokens as well") {
  const auto check = std::make_shared<Check>();
  JwtAuthenticationConfig config = opaqueConfig(std::make_shared<Authority>(claimsNow()));
  config.revocationChecks = {check};
  REQUIRE(answerTo(config, "opaque-1~x") == "none");
  check->answer = revoked;
  CHECK(answerTo(config, "opaque-1~x") == "revoked");
  CHECK(check->lastToken == "opaque-1~x");
}

TEST_CASE("a router gives JWTs to the mechanisms of their issuers, and all other tokens to the authority") {
  const TokenIssuer issuer(Algorithm::ES256, "https://jwt.test/");
  const auto authority = std::make_shared<Authority>(claimsNow());
  const auto routerOf = [&](std::vector<JwtAuthenticationConfig> configs) {
    std::vector<JwtAuthenticationMechanism> mechanisms;
    for (auto& config : configs) mechanisms.emplace_back(std::move(config));
    return IssuerRouter(std::move(mechanisms));
  };
  const IssuerRouter router = routerOf({opaqueConfig(authority), issuer.config()});
  CHECK(codeOf(router.verifyToken(issuer.token().sign())) == "none");
  CHECK(authority->asked == 0);
  CHECK(codeOf(router.verifyToken("opaque-1~x")) == "none");
  CHECK(codeOf(router.verifyToken("a.b.c")) == "tokenInactive");
  const TokenIssuer stranger(Algorithm::ES256, "https://stranger.test/");
  CHECK(codeOf(router.verifyToken(stranger.token().sign())) == "issuerMismatch");
  CHECK(codeOf(routerOf({issuer.config(), stranger.config()}).verifyToken("opaque-1~x")) == "tokenMalformed");

  JwtAuthenticationConfig other = opaqueConfig(authority);
  other.issuer = "https://other.test/";
  CHECK_THAT(refusalOf([&] { return routerOf({opaqueConfig(authority), other}); }), Contains("tokenAuthority"));
  JwtAuthenticationConfig wrapped = issuer.config();
  wrapped.base64Encoded = true;
  CHECK_THAT(refusalOf([&] { return routerOf({opaqueConfig(authority), wrapped}); }), Contains("base64Encoded"));
}

TEST_CASE("settings that mean nothing for opaque tokens are refused") {
  const auto refusalWith = [](auto change) {
    JwtAuthenticationConfig config = opaqueConfig(std::make_shared<Authority>(claimsNow()));
    change(config);
    return refusalOf([&] { return JwtAuthenticationMechanism(config); });
  };
  REQUIRE(refusalWith([](auto&) {}).empty());
  CHECK_THAT(refusalWith([](auto& config) { config.key = "x"; }), Contains("key: set beside"));
  CHECK_THAT(refusalWith([](auto& config) { config.keys = {{"x", ""}}; }), Contains("keys: set beside"));
  CHECK_THAT(refusalWith([](auto& config) { config.base64Encoded = true; }), Contains("base64Encoded"));
  CHECK_THAT(refusalWith([](auto& config) { config.requiredType = "at+jwt"; }), Contains("requiredType"));
  CHECK_THAT(refusalWith([](auto& config) { config.verdictCacheEntries = 1; }), Contains("verdictCacheEntries"));
  CHECK_THAT(refusalWith([](auto& config) { config.accessTokenProfile = AccessTokenProfile::rfc9068; }),
             Contains("accessTokenProfile: set beside"));
  CHECK_THAT(refusalWith([](auto& config) { config.revocationChecks = {nullptr}; }), Contains("revocationChecks"));
}

std::string outcomesOf(const Explanation& explanation) {
  std::string text;
  for (const auto& step : explanation.steps) {
    constexpr const char* outcomes[] = {"passed", "refused", "not reached", "remark"};
    text += step.stage + ' ' + outcomes[static_cast<int>(step.outcome)] + '\n';
  }
  return text;
}

TEST_CASE("explain names the stage that refused") {
  const auto check = std::make_shared<Check>();
  JwtAuthenticationConfig config = opaqueConfig(std::make_shared<Authority>(claimsNow()));
  config.revocationChecks = {check};
  const JwtAuthenticationMechanism auth(config);
  const std::string passed = outcomesOf(auth.explain("Bearer opaque-1~x"));
  CHECK_THAT(passed, Contains("authority passed"));
  CHECK_THAT(passed, Contains("revocation passed"));
  CHECK(passed.find("signature") == std::string::npos);

  const Explanation inactive = auth.explain("Bearer opaque-2");
  CHECK_THAT(outcomesOf(inactive), Contains("authority refused"));
  CHECK_THAT(inactive.hints.front(), Contains("not active"));
  check->answer = revoked;
  const Explanation explanation = auth.explain("Bearer opaque-1~x");
  CHECK_THAT(outcomesOf(explanation), Contains("revocation refused"));
  CHECK_THAT(explanation.hints.front(), Contains("deny list"));
}

}  // namespace
}  // namespace jwtauth::tests

#include "jwtauth/issuer_router.hpp"

#include "jwtauth/testing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

const TokenIssuer& europe() {
  static const TokenIssuer issuer(Algorithm::RS256, "https://tenant.eu.auth0.com/", "api");
  return issuer;
}
const TokenIssuer& america() {
  static const TokenIssuer issuer(Algorithm::RS256, "https://tenant.us.auth0.com/", "api");
  return issuer;
}
/// Keycloak names a realm's issuer without a slash at its end, and nests roles.
const TokenIssuer& keycloak() {
  static const TokenIssuer issuer(Algorithm::ES256, "https://sso.example/realms/staff", "api");
  return issuer;
}

JwtAuthenticationConfig keycloakConfig() {
  JwtAuthenticationConfig config = keycloak().config();
  config.usernameClaim = "preferred_username";
  config.rolesClaim = "/realm_access/roles";
  return config;
}

IssuerRouter routerOf(const std::vector<JwtAuthenticationConfig>& configs) {
  std::vector<JwtAuthenticationMechanism> mechanisms;
  for (const JwtAuthenticationConfig& config : configs) mechanisms.emplace_back(config);
  return IssuerRouter(std::move(mechanisms));
}

const IssuerRouter& router() {
  static const IssuerRouter router = routerOf({europe().config(), america().config(), keycloakConfig()});
  return router;
}

TEST_CASE("each of two tenants is verified with its own key") {
  CHECK(codeOf(router().authenticate(europe().token().bearer())) == "none");
  CHECK(codeOf(router().authenticate(america().token().bearer())) == "none");
  CHECK(codeOf(router().authenticate(america().token().claim("iss", europe().issuer()).bearer())) ==
        "signatureInvalid");
  CHECK(codeOf(router().authenticate(america().token().forged().bearer())) == "signatureInvalid");
}

TEST_CASE("each issuer has its own claims and algorithm, roles nested or not") {
  const auto who = router().authenticate(keycloak()
                                             .token()
                                             .claim("preferred_username", "ann")
                                             .claimJson("realm_access", R"({"roles": ["editor"]})")
                                             .bearer());
  REQUIRE(codeOf(who) == "none");
  CHECK(who->name() == "ann");
  CHECK(who->hasRole("editor"));
}

TEST_CASE("an issuer that is not configured is refused before its signature") {
  const TokenIssuer stranger(Algorithm::RS256, "https://evil.example/", "api");
  CHECK(codeOf(router().authenticate(stranger.token().bearer())) == "issuerMismatch");
  for (const std::string issuer : {"https://tenant.eu.auth0.com", "https://TENANT.eu.auth0.com/", ""}) {
    CHECK(codeOf(router().authenticate(europe().token().claim("iss", issuer).bearer())) == "issuerMismatch");
  }
  CHECK(codeOf(router().authenticate(europe().token().without("iss").bearer())) == "issuerMismatch");
  CHECK(codeOf(router().authenticate(europe().token().payloadText("{}").bearer())) == "issuerMismatch");
  CHECK(codeOf(router().authenticate(europe().token().claim("iss", 7).bearer())) == "issuerMismatch");
  CHECK(codeOf(router().authenticate(europe().token().claim("iss", {europe().issuer()}).bearer())) == "issuerMismatch");
}

TEST_CASE("an issuer that is named twice is verified by the first and refused by it") {
  const std::string payload = R"({"iss":"https://tenant.eu.auth0.com/","iss":"https://evil.example/"})";
  CHECK(codeOf(router().authenticate(europe().token().payloadText(payload).bearer())) == "tokenMalformed");
}

TEST_CASE("an issuer is found wherever in the payload it stands, however it is written") {
  const std::string claims = R"("sub":"ann","aud":"api","exp":99999999999)";
  const auto answerTo = [&](const std::string& payload) {
    return codeOf(router().authenticate(europe().token().payloadText(payload).bearer()));
  };
  const std::string issuer = R"("iss":"https://tenant.eu.auth0.com/")";
  CHECK(answerTo("{" + issuer + "," + claims + "}") == "none");
  CHECK(answerTo("{" + claims + "," + issuer + "}") == "none");
  for (const std::size_t padding : {700u, 750u, 768u, 800u, 5000u}) {
    CHECK(answerTo(R"({"pad":")" + std::string(padding, 'x') + R"(",)" + claims + "," + issuer + "}") == "none");
  }
  CHECK(answerTo(R"({"i\u0073s":"https:\/\/tenant.eu.auth0.com\u002f",)" + claims + "}") == "none");
  CHECK(answerTo(R"({"nested":{"iss":"https://tenant.eu.auth0.com/"},)" + claims + "}") == "issuerMismatch");
}

TEST_CASE("what is not a token is refused as by a mechanism") {
  for (const std::string header : {"", "Basic dTpw", "Bearer", "Bearer\tx"}) {
    const auto sole = JwtAuthenticationMechanism(europe().config()).authenticate(header);
    CHECK(codeOf(router().authenticate(header)) == codeOf(sole));
  }
  for (const std::string header : {"Bearer x", "Bearer a.b.c", "Bearer ..", "Bearer a.!.c"}) {
    CHECK(codeOf(router().authenticate(header)) == "tokenMalformed");
  }
  CHECK(codeOf(router().authenticate("Bearer " + std::string(20'000, 'x'))) == "tokenTooLarge");
  const std::vector<std::string_view> two{"Bearer a", "Bearer b"};
  CHECK(codeOf(router().authenticate({.authorization = two})) == "credentialsRepeated");
}

TEST_CASE("tokens that are base64-encoded once more are routed to who takes them") {
  JwtAuthenticationConfig wrapped = europe().config();
  wrapped.base64Encoded = true;
  const IssuerRouter mixed = routerOf({wrapped, america().config()});
  CHECK(codeOf(mixed.authenticate("Bearer " + europe().token().wrapped())) == "none");
  CHECK(codeOf(mixed.authenticate(america().token().bearer())) == "none");
  CHECK(codeOf(mixed.authenticate(europe().token().bearer())) == "tokenMalformed");
  CHECK(codeOf(mixed.authenticate("Bearer " + america().token().wrapped())) == "tokenMalformed");
}

TEST_CASE("a sole mechanism gets every token, also one that accepts any issuer") {
  JwtAuthenticationConfig any = europe().config();
  any.issuer.clear();
  any.acceptAnyIssuer = true;
  const IssuerRouter sole = routerOf({any});
  CHECK(codeOf(sole.authenticate(europe().token().claim("iss", "whoever").bearer())) == "none");
  CHECK_THAT(refusalOf([&] { return routerOf({any, america().config()}); }), Contains("acceptAnyIssuer: "));
  CHECK_THAT(refusalOf([&] { return routerOf({}); }), Contains("mechanisms: none"));
  CHECK_THAT(refusalOf([&] { return routerOf({europe().config(), europe().config()}); }), Contains("issuer: the same"));
}

TEST_CASE("the challenge and the explanation are those of the mechanism in charge") {
  const Error expired = router().authenticate(europe().token().expiresIn(std::chrono::hours(-1)).bearer()).error();
  CHECK(router().challenge(expired) == JwtAuthenticationMechanism(europe().config()).challenge(expired));
  CHECK(router().explain(america().token().bearer()).accepted);
  CHECK_FALSE(router().explain(europe().token().forged().bearer()).accepted);
}

/// The stages of an explanation with what became of each: "bearer +, issuer -, header ?".
std::string outlineOf(const Explanation& explanation) {
  std::string outline;
  for (const Explanation::Step& step : explanation.steps) {
    outline += (outline.empty() ? "" : ", ") + step.stage + " " + "+-?!"[static_cast<int>(step.outcome)];
  }
  return outline;
}

TEST_CASE("a token of an issuer that is not configured is explained by those that are, and by no mechanism's keys") {
  const auto explain = [](const std::string& issuer) {
    return router().explain(europe().token().claim("iss", issuer).bearer());
  };
  const Explanation foreign = explain("https://evil.example/");
  CHECK_FALSE(foreign.accepted);
  CHECK(foreign.error.code == ErrorCode::issuerMismatch);
  CHECK(outlineOf(foreign) == "bearer +, token +, issuer -, header ?");
  CHECK_THAT(foreign.steps[2].text, Contains(R"(iss "https://evil.example/")"));
  for (const TokenIssuer* one : {&europe(), &america(), &keycloak()}) {
    CHECK_THAT(foreign.steps[2].text, Contains('"' + one->issuer() + '"'));
  }
  CHECK_THAT(foreign.steps[3].text, Contains(R"(unverified: alg "RS256")"));
  CHECK_THAT(foreign.hints.front(), Contains("does not trust"));

  CHECK_THAT(explain("https://tenant.us.auth0.com").hints.front(),
             Contains(R"("https://tenant.us.auth0.com/": differs only by the trailing slash)"));
  CHECK_THAT(explain("https://SSO.example/realms/staff").hints.front(), Contains("only in letter case"));
  CHECK_THAT(explain("https://sso.example/realms/guests").hints.front(), Contains("another realm"));
  CHECK_THAT(router().explain(europe().token().without("iss").bearer()).hints.front(), Contains("who issued it"));
}

TEST_CASE("a header that names no issuer at all is explained as far as it can be read") {
  const auto codeFor = [](const std::string& header) {
    return std::string(nameOf(router().explain(header).error.code));
  };
  CHECK(codeFor("") == "credentialsMissing");
  CHECK(codeFor("Basic dTpw") == "schemeUnsupported");
  CHECK(codeFor("Bearer x") == "tokenMalformed");
  CHECK(codeFor("Bearer " + std::string(20'000, 'x')) == "tokenTooLarge");
  CHECK(outlineOf(router().explain("Basic dTpw")) == "bearer -, token ?, header ?");
  CHECK(outlineOf(router().explain("Bearer x")) == "bearer +, token -, header ?");
  CHECK_THAT(router().explain("Bearer undefined").hints.front(), Contains("A placeholder"));
}

}  // namespace
}  // namespace jwtauth::tests

// Requests that hold a token where none counts, two tokens, or a cookie that a foreign page or a neighbouring host may
// have brought. RFC 6265 8.6, RFC 9700 2.4.
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

const TokenIssuer& staff() {
  static const TokenIssuer issuer(Algorithm::ES256, "https://staff.test/", "api");
  return issuer;
}
const TokenIssuer& guests() {
  static const TokenIssuer issuer(Algorithm::ES256, "https://guests.test/", "api");
  return issuer;
}

JwtAuthenticationConfig lookingAt(const TokenIssuer& issuer, std::vector<TokenPlace> places) {
  JwtAuthenticationConfig config = issuer.config();
  config.tokenFrom = std::move(places);
  return config;
}

std::string answer(const AuthenticationMechanism& auth, const std::vector<RequestField>& fields,
                   std::string_view method = "GET", const std::vector<std::string_view>& authorization = {}) {
  return codeOf(auth.authenticate({.authorization = authorization, .method = method, .fields = fields}));
}

TEST_CASE("a forged request with the browser's cookie has no user") {
  JwtAuthenticationConfig config = lookingAt(staff(), {{.cookie = "__Host-session"}});
  const JwtAuthenticationMechanism auth(config);
  const std::string cookie = "__Host-session=" + staff().token().sign();
  CHECK(answer(auth, {{"Cookie", cookie}}) == "none");
  for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE", ""}) {
    CHECK(answer(auth, {{"Cookie", cookie}}, method) == "credentialsMissing");
  }
  CHECK(answer(auth, {{"Cookie", cookie}, {"Upgrade", "websocket"}}) == "credentialsMissing");
  config.acceptCookieForAll = true;
  CHECK(answer(JwtAuthenticationMechanism(config), {{"Cookie", cookie}}, "POST") == "none");
}

TEST_CASE("a cookie that a neighbouring host adds does not take the place of the user's") {
  const JwtAuthenticationMechanism auth(lookingAt(staff(), {{.cookie = "session"}}));
  const std::string good = "session=" + staff().token("ann").sign(), evil = "session=" + staff().token("eve").sign();
  CHECK(answer(auth, {{"Cookie", good + "; " + evil}}) == "credentialsRepeated");
  CHECK(answer(auth, {{"Cookie", evil}, {"Cookie", good}}) == "credentialsRepeated");
  CHECK(answer(auth, {{"Cookie", "SESSION" + evil.substr(7) + "; " + good}}) == "none");
}

TEST_CASE("a token elsewhere than configured does not count, and is no second one") {
  const JwtAuthenticationMechanism auth(lookingAt(staff(), {{.header = "X-Token"}}));
  const std::string token = staff().token().sign(), bearer = "Bearer " + token;
  CHECK(codeOf(auth.authenticate(bearer)) == "credentialsMissing");
  CHECK(answer(auth, {{"Cookie", "X-Token=" + token}}) == "credentialsMissing");
  CHECK(answer(auth, {{"X-Token", token}}, "POST", {"Bearer x"}) == "none");
  CHECK(answer(auth, {{"X-Token", bearer}}) == "tokenMalformed");
  CHECK(answer(auth, {{"X-Token", token + ", " + token}}) == "tokenMalformed");
  CHECK(answer(auth, {{"X-Token", '"' + token + '"'}}) == "tokenMalformed");
}

TEST_CASE("a router gives a token only to a mechanism that looks where it was") {
  std::vector<JwtAuthenticationMechanism> mechanisms;
  mechanisms.emplace_back(staff().config());
  mechanisms.emplace_back(lookingAt(guests(), {{.header = "X-Guest"}, {.cookie = "guest"}}));
  const IssuerRouter router(std::move(mechanisms));
  const std::string member = staff().token().sign(), bearer = "Bearer " + member, guest = guests().token().sign();
  CHECK(answer(router, {}, "POST", {bearer}) == "none");
  CHECK(answer(router, {{"X-Guest", guest}}, "POST") == "none");
  CHECK(answer(router, {{"Cookie", "guest=" + guest}}) == "none");
  CHECK(answer(router, {{"Cookie", "guest=" + guest}}, "POST") == "credentialsMissing");
  CHECK(answer(router, {{"X-Guest", member}}) == "issuerMismatch");
  const std::string misplaced = "Bearer " + guest;
  CHECK(answer(router, {}, "GET", {misplaced}) == "issuerMismatch");
  CHECK(answer(router, {{"X-Guest", guest}}, "GET", {bearer}) == "credentialsRepeated");
  CHECK(answer(router, {}) == "credentialsMissing");
}

TEST_CASE("a router tells tokens of AWS ALB from others of the same issuer") {
  JwtAuthenticationConfig padded =
      lookingAt(TokenIssuer(Algorithm::ES256, "https://staff.test/", "api"), {{.header = "x-amzn-oidc-data"}});
  const TokenIssuer balancer = TokenIssuer::fromKey(Algorithm::ES256, TokenIssuer(Algorithm::ES256).privateKeyPem(),
                                                    "https://staff.test/", "api");
  padded.key = balancer.key();
  padded.tokenForm = TokenForm::awsAlb;
  padded.requiredHeader = {{.name = "signer", .values = {"arn:ours"}}};
  const auto token = balancer.token()
                         .header("iss", "https://staff.test/")
                         .header("client", "api")
                         .header("signer", "arn:ours")
                         .headerJson("exp", "99999999999")
                         .without("exp");
  std::vector<JwtAuthenticationMechanism> mechanisms;
  mechanisms.emplace_back(staff().config());
  mechanisms.emplace_back(padded);
  const IssuerRouter router(std::move(mechanisms));
  const std::string bearer = staff().token().bearer(), misplaced = "Bearer " + token.padded();
  CHECK(answer(router, {}, "GET", {bearer}) == "none");
  CHECK(answer(router, {{"X-Amzn-Oidc-Data", token.padded()}}) == "none");
  CHECK(answer(router, {{"X-Amzn-Oidc-Data", staff().token().sign()}}) == "issuerMismatch");
  CHECK(answer(router, {}, "GET", {misplaced}) == "issuerMismatch");
  CHECK(codeOf(router.verifyToken(token.padded())) == "none");
  CHECK(codeOf(router.verifyToken(staff().token().sign())) == "none");
}

}  // namespace
}  // namespace jwtauth::tests

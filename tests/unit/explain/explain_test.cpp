#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "jwtauth/testing.hpp"
#include "src/text/base64url.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;
using namespace std::chrono_literals;
using Outcome = Explanation::Outcome;
using Config = JwtAuthenticationConfig;

const TokenIssuer& issuer() {
  static const TokenIssuer made(Algorithm::RS256, "https://tenant.eu.auth0.com/", "https://api.test/");
  return made;
}
const TokenIssuer& sharedSecret() {
  static const TokenIssuer made(Algorithm::HS256, issuer().issuer(), issuer().audience());
  return made;
}
const TokenIssuer& curve() {
  static const TokenIssuer made(Algorithm::ES256, issuer().issuer(), issuer().audience());
  return made;
}
const TokenIssuer& otherTenant() {
  static const TokenIssuer made(Algorithm::RS256, "https://other.eu.auth0.com/", issuer().audience());
  return made;
}

/// Stands still while the tests run.
const ManualClock& standing() {
  static const ManualClock clock;
  return clock;
}
testing::TokenBuilder tokenOf(const TokenIssuer& one) {
  return std::move(one.token("auth0|ann").issuedAt(standing().now()));
}
testing::TokenBuilder token() {
  return tokenOf(issuer());
}
JwtAuthenticationMechanism mechanismOf(Config config) {
  return JwtAuthenticationMechanism(std::move(config), standing().clock());
}
std::string bearer(const std::string& text) {
  return "Bearer " + text;
}
std::string replaced(std::string text, std::string_view what, std::string_view with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}
long long now() {
  return std::chrono::floor<std::chrono::seconds>(standing().now()).time_since_epoch().count();
}

/// One line of what an operator meets: the header (and what is configured), the code, and what the first hint says.
struct Situation {
  std::string_view name;
  std::string (*header)(Config& config);
  std::string_view code, hint;
};

// clang-format off
const Situation situations[] = {
  // the header
  {"no header", [](Config&) -> std::string { return ""; }, "credentialsMissing", "No credentials came"},
  {"Basic", [](Config&) -> std::string { return "Basic YW5uOnNlY3JldA=="; }, "schemeUnsupported", "user name and a password"},
  {"DPoP", [](Config&) { return "DPoP " + token().sign(); }, "schemeUnsupported", "DPoP"},
  {"Negotiate", [](Config&) -> std::string { return "Negotiate YII="; }, "schemeUnsupported", "Negotiate"},
  {"the scheme Token", [](Config&) { return "Token " + token().sign(); }, "schemeUnsupported", "even if other servers take another word"},
  {"a token without Bearer", [](Config&) { return token().sign(); }, "schemeUnsupported", "without the word Bearer"},
  {"the header's name inside", [](Config&) { return "Authorization: " + token().bearer(); }, "schemeUnsupported", "header's own name"},
  {"quotes around all", [](Config&) { return '"' + token().bearer() + '"'; }, "schemeUnsupported", "in quotes"},
  {"Basic and Bearer joined", [](Config&) { return "Basic YW5uOng=, " + token().bearer(); }, "schemeUnsupported", "joined by a comma"},
  {"a colon after Bearer", [](Config&) { return "Bearer: " + token().sign(); }, "schemeUnsupported", "Something other than a space"},
  {"a tab after Bearer", [](Config&) { return "Bearer\t" + token().sign(); }, "tokenMalformed", "A tab follows"},
  {"Bearer alone", [](Config&) -> std::string { return "Bearer "; }, "tokenMalformed", "had no token"},
  // the token's text
  {"undefined", [](Config&) { return bearer("undefined"); }, "tokenMalformed", "placeholder"},
  {"a shell variable", [](Config&) { return bearer("${TOKEN}"); }, "tokenMalformed", "placeholder"},
  {"Bearer twice", [](Config&) { return bearer(token().bearer()); }, "tokenMalformed", "came twice"},
  {"quotes around the token", [](Config&) { return bearer('"' + token().sign() + '"'); }, "tokenMalformed", "in quotes"},
  {"two Bearers joined", [](Config&) { return token().bearer() + ", " + token().bearer(); }, "tokenMalformed", "comma"},
  {"too large", [](Config&) { return token().claim("groups", std::string(20000, 'g')).bearer(); }, "tokenTooLarge", "maxTokenBytes is 16384"},
  {"wrapped under base64Encoded false", [](Config&) { return bearer(token().wrapped()); }, "tokenMalformed", "base64Encoded seems to be the wrong way round: it is false"},
  {"plain under base64Encoded true", [](Config& config) { config.base64Encoded = true; return token().bearer(); }, "tokenMalformed", "base64Encoded seems to be the wrong way round: it is true"},
  {"wrapped twice", [](Config& config) { config.base64Encoded = true; return bearer(encodeBase64Url(token().wrapped())); }, "tokenMalformed", "twice more"},
  {"an encrypted token", [](Config&) { return bearer(encodeBase64Url(R"({"alg":"dir","enc":"A256GCM","iss":"https://tenant.eu.auth0.com/"})") + "..YWFh.YmJi.Y2Nj"); }, "tokenMalformed", "Was the audience parameter left out"},
  {"shortened by a display", [](Config&) { return bearer(token().sign().substr(0, 40) + "..." + "abc"); }, "tokenMalformed", "shows it shortened"},
  {"a line break inside", [](Config&) { return bearer(token().sign().insert(76, "\n")); }, "tokenMalformed", "line break"},
  {"padding", [](Config&) { return bearer(token().sign() + "=="); }, "tokenMalformed", "holds `=`"},
  {"the other alphabet", [](Config&) { return bearer(replaced(token().sign(), ".", "+.")); }, "tokenMalformed", "not base64url"},
  {"percent-encoded", [](Config&) { return bearer(replaced(token().sign(), ".", "%2E")); }, "tokenMalformed", "percent-encoded"},
  {"a zero width space", [](Config&) { return bearer(token().sign() + "\xe2\x80\x8b"); }, "tokenMalformed", "invisible"},
  {"a private key", [](Config&) { return bearer(issuer().privateKeyPem()); }, "tokenMalformed", "private key"},
  {"the answer of the token endpoint", [](Config&) { return bearer(R"({"access_token":")" + token().sign() + "\"}"); }, "tokenMalformed", "access_token alone"},
  {"an opaque token", [](Config&) { return bearer("kPq3mJx8vN2cR7tYwZ5bL1aS9dF4gH6e"); }, "tokenMalformed", "opaque"},
  {"cut before the signature", [](Config&) { const auto text = token().sign(); return bearer(text.substr(0, text.rfind('.'))); }, "tokenMalformed", "before its signature"},
  {"cut inside the signature", [](Config&) { const auto text = token().sign(); return bearer(text.substr(0, text.size() - 5)); }, "tokenMalformed", "cut off or altered at its end"},
  {"cut at a whole byte", [](Config&) { return token().signature(std::string(250, 's')).bearer(); }, "signatureInvalid", "250 bytes, which is no length"},
  {"four parts", [](Config&) { return token().bearer() + ".x"; }, "tokenMalformed", "4 parts"},
  {"a lost letter in the header", [](Config&) { return bearer("eyJh" + token().sign()); }, "tokenMalformed", "header"},
  // the token's header
  {"header without JSON", [](Config&) { return token().headerText("{\"alg\":").bearer(); }, "tokenMalformed", "not well-formed JSON"},
  {"alg none", [](Config&) { return token().header("alg", "none").signature("").bearer(); }, "algorithmNotAllowed", "unsigned"},
  {"alg in lower case", [](Config&) { return token().header("alg", "rs256").bearer(); }, "algorithmNotAllowed", "letter case"},
  {"no alg", [](Config&) { return token().withoutHeader("alg").bearer(); }, "algorithmNotAllowed", "does not say by which algorithm"},
  {"an alg that does not exist", [](Config&) { return token().header("alg", "RS1").bearer(); }, "algorithmNotAllowed", "\"RS1\" is not one"},
  {"the application signs with HS256", [](Config&) { return tokenOf(sharedSecret()).bearer(); }, "algorithmNotAllowed", "Signature Algorithm: RS256"},
  {"key confusion", [](Config&) { return token().signedWithSecret(Algorithm::HS256, issuer().publicKeyPem()).bearer(); }, "algorithmNotAllowed", "key confusion"},
  {"RS256 where a secret is configured", [](Config& config) { config = sharedSecret().config(); return token().bearer(); }, "algorithmNotAllowed", "Set algorithm: RS256"},
  {"RS512 in place of RS256", [](Config&) { return token().signedAs(Algorithm::RS512).bearer(); }, "algorithmNotAllowed", "signed with RS512"},
  {"crit", [](Config&) { return token().headerJson("crit", "[\"exp\"]").bearer(); }, "headerUnsupported", "extension"},
  {"a kid that is a number", [](Config&) { return token().headerJson("kid", "7").bearer(); }, "headerUnsupported", "kid and typ are strings"},
  {"typ JWT for at+jwt", [](Config& config) { config.requiredType = "at+jwt"; return token().bearer(); }, "typeMismatch", "RFC 9068"},
  {"an ID token for at+jwt", [](Config& config) { config.requiredType = "at+jwt"; return token().claim("nonce", "n").bearer(); }, "typeMismatch", "ID token"},
  // the signature
  {"no signature", [](Config&) { return token().signature("").bearer(); }, "signatureInvalid", "signature is missing"},
  {"another tenant's token", [](Config&) { return tokenOf(otherTenant()).bearer(); }, "signatureInvalid", "logs in at another tenant"},
  {"another tenant's certificate", [](Config& config) { config.key = otherTenant().key(); return token().bearer(); }, "signatureInvalid", "made out to \"other.eu.auth0.com\""},
  {"another key of the same tenant", [](Config& config) { config.key = TokenIssuer(Algorithm::RS256, issuer().issuer()).key(); return token().bearer(); }, "signatureInvalid", "rotated its keys"},
  {"another secret", [](Config& config) { config = sharedSecret().config(); config.key = std::string(32, 'k'); return tokenOf(sharedSecret()).bearer(); }, "signatureInvalid", "another secret"},
  {"a secret in base64", [](Config& config) { config = sharedSecret().config(); config.key = "c2VjcmV0IG9mIDMyIGJ5dGVzLCBpbnZlbnRlZC4uLiA="; return tokenOf(sharedSecret()).bearer(); }, "signatureInvalid", "secretEncoding: base64"},
  {"a secret in hexadecimal", [](Config& config) { config = sharedSecret().config(); config.key = "00112233445566778899aabbccddeeff"; return tokenOf(sharedSecret()).bearer(); }, "signatureInvalid", "secretEncoding: hex"},
  {"ECDSA in DER", [](Config& config) { config = curve().config(); return tokenOf(curve()).signature("\x30\x44" + std::string(68, 'r')).bearer(); }, "signatureInvalid", "DER"},
  // the claims
  {"payload without JSON", [](Config&) { return token().payloadText("sub=ann").bearer(); }, "tokenMalformed", "not a JSON object"},
  {"payload with a member twice", [](Config&) { return token().payloadText(R"({"sub":"a","sub":"b"})").bearer(); }, "tokenMalformed", "member twice"},
  {"expired just now", [](Config&) { return token().claim("exp", now() - 90).bearer(); }, "expired", "a clock is off"},
  {"expired long ago", [](Config&) { return token().claim("exp", now() - 7500).bearer(); }, "expired", "2 hours 5 minutes ago"},
  {"exp is a lifetime", [](Config&) { return token().claim("exp", 3600).bearer(); }, "expired", "lifetime"},
  {"exp in milliseconds", [](Config&) { return token().claim("exp", (now() + 3600) * 1000).bearer(); }, "claimMalformed", "milliseconds"},
  {"exp as a text", [](Config&) { return token().claim("exp", "2030-01-01").bearer(); }, "claimMalformed", "not texts"},
  {"no exp", [](Config&) { return token().without("exp").bearer(); }, "expiryMissing", "acceptMissingExpiry"},
  {"nbf in the future", [](Config&) { return token().claim("nbf", now() + 605).bearer(); }, "notYetValid", "10 minutes"},
  {"iat in the future", [](Config&) { return token().claim("iat", now() + 185).bearer(); }, "issuedInFuture", "clock is behind"},
  {"older than maxTokenAge", [](Config& config) { config.maxTokenAge = 1min; return token().claim("iat", now() - 3605).bearer(); }, "tokenTooOld", "1 hour"},
  {"no iat for maxTokenAge", [](Config& config) { config.maxTokenAge = 1min; return token().without("iat").bearer(); }, "tokenTooOld", "does not say when"},
  {"issuer without the slash", [](Config& config) { config.issuer.pop_back(); return token().bearer(); }, "issuerMismatch", "only by the trailing slash"},
  {"issuer in another case", [](Config& config) { config.issuer[8] = 'T'; return token().bearer(); }, "issuerMismatch", "only in letter case"},
  {"issuer over http", [](Config& config) { config.issuer.erase(4, 1); return token().bearer(); }, "issuerMismatch", "http in place of https"},
  {"issuer without https", [](Config& config) { config.issuer.erase(0, 8); return token().bearer(); }, "issuerMismatch", "only by https://"},
  {"another issuer, same key", [](Config& config) { config.issuer = "https://login.example.com/"; return token().bearer(); }, "issuerMismatch", "custom one"},
  {"no issuer", [](Config&) { return token().without("iss").bearer(); }, "issuerMismatch", "does not say who issued it"},
  {"no audience", [](Config&) { return token().without("aud").bearer(); }, "audienceMismatch", "does not say for whom"},
  {"audience without the slash", [](Config& config) { config.audience = {"https://api.test"}; return token().bearer(); }, "audienceMismatch", "only by the trailing slash"},
  {"an ID token for an API", [](Config&) { return token().claim("aud", "CLIENT").claim("nonce", "n").bearer(); }, "audienceMismatch", "ID token"},
  {"an access token for a client id", [](Config& config) { config.audience = {"CLIENT"}; return token().claim("azp", "CLIENT").claim("scope", "openid").bearer(); }, "audienceMismatch", "access token for \"https://api.test/\""},
  {"an access token for /userinfo", [](Config&) { return token().claim("aud", "https://tenant.eu.auth0.com/userinfo").bearer(); }, "audienceMismatch", "/userinfo alone"},
  {"not all audiences", [](Config& config) { config.audience = {"https://api.test/", "b"}; config.audienceMatch = AudienceMatch::all; return token().bearer(); }, "audienceMismatch", "audienceMatch: any needs only one"},
  {"another API's token", [](Config&) { return token().claim("aud", "https://billing.test/").bearer(); }, "audienceMismatch", "token of another API"},
  {"bound by DPoP", [](Config&) { return token().claimJson("cnf", R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})").bearer(); }, "confirmationUnbound", "(DPoP)"},
  {"bound by mTLS", [](Config&) { return token().claimJson("cnf", R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})").bearer(); }, "confirmationUnbound", "(mTLS)"},
  // the principal
  {"email in an access token", [](Config& config) { config.usernameClaim = "email"; return token().claim("scope", "read").bearer(); }, "usernameMissing", "carry no email"},
  {"a namespaced email", [](Config& config) { config.usernameClaim = "email"; return token().claim("https://example.com/email", "a@b.c").bearer(); }, "usernameMissing", "https://example.com/email"},
  {"a user name in another case", [](Config& config) { config.usernameClaim = "username"; return token().claim("userName", "ann").bearer(); }, "usernameMissing", "\"userName\""},
  {"no user name", [](Config&) { return token().without("sub").bearer(); }, "usernameMissing", "\"iss\", \"aud\""},
  {"a user name with a line break", [](Config&) { return token().claim("sub", "ann\nroot").bearer(); }, "usernameMalformed", "control characters"},
  {"no roles", [](Config& config) { config.rolesClaim = "roles"; return token().bearer(); }, "rolesMissing", "by an Action"},
  {"namespaced roles", [](Config& config) { config.rolesClaim = "roles"; return token().claimJson("https://example.com/roles", R"(["admin"])").bearer(); }, "rolesMissing", "https://example.com/roles"},
  {"a single role", [](Config& config) { config.rolesClaim = "roles"; return token().claim("roles", "admin").bearer(); }, "rolesMalformed", "must be an array"},
  {"an own check", [](Config& config) { config.extraCheck = [](const Principal&) { return std::optional(Error{ErrorCode::checkRefused, "not today"}); }; return token().bearer(); }, "checkRefused", "extraCheck"},
  {"an own check that throws", [](Config& config) { config.extraCheck = [](const Principal&) -> std::optional<Error> { throw 7; }; return token().bearer(); }, "unexpectedFailure", "not the token's fault"},
  // accepted, and worth knowing
  {"roles that are objects", [](Config& config) { config.rolesClaim = "roles"; return token().claimJson("roles", "[{}]").bearer(); }, "none", "none of its roles"},
  {"roles that are numbers", [](Config& config) { config.rolesClaim = "roles"; return token().claimJson("roles", "[1]").bearer(); }, "none", "Numbers"},
  {"an accepted ID token", [](Config& config) { config.audience = {"CLIENT"}; return token().claim("aud", "CLIENT").claim("nonce", "n").bearer(); }, "none", "ID token"},
  {"valid for ever", [](Config& config) { config.acceptMissingExpiry = true; return token().without("exp").bearer(); }, "none", "valid for ever"},
};
// clang-format on

void checkLikeAuthenticate(const JwtAuthenticationMechanism& auth, const std::string& header) {
  const Error verdict = auth.authenticate(header).error();
  const Explanation explanation = auth.explain(header);
  CHECK(nameOf(explanation.error.code) == nameOf(verdict.code));
  CHECK(explanation.error.detail == verdict.detail);
  CHECK(explanation.accepted == (verdict.code == ErrorCode::none));
  const auto refused = std::count_if(explanation.steps.begin(), explanation.steps.end(),
                                     [](const auto& step) { return step.outcome == Outcome::refused; });
  CHECK(refused == (explanation.accepted ? 0 : 1));
  CHECK((explanation.accepted || !explanation.hints.empty()));
  const auto json = nlohmann::json::parse(explanation.json());
  CHECK(json["code"] == nameOf(verdict.code));
  CHECK(json["steps"].size() == explanation.steps.size());
  for (const char character : explanation.text()) {
    if (static_cast<unsigned char>(character) < 0x20 && character != '\n') FAIL("a control character in the text");
  }
}

void checkContains(const std::string& text, std::string_view part) {
  CAPTURE(text, part);
  CHECK(text.find(part) != std::string::npos);
}

const Explanation::Step& stepOf(const Explanation& explanation, std::string_view stage, Outcome outcome) {
  for (const auto& step : explanation.steps) {
    if (step.stage == stage && step.outcome == outcome) return step;
  }
  FAIL("no such step: " << stage);
  return explanation.steps.front();
}

TEST_CASE("each situation is refused with its code, and the likeliest hint names the cause") {
  for (const Situation& situation : situations) {
    CAPTURE(situation.name);
    Config config = issuer().config();
    const std::string header = situation.header(config);
    const JwtAuthenticationMechanism auth = mechanismOf(config);
    checkLikeAuthenticate(auth, header);
    const Explanation explanation = auth.explain(header);
    CHECK(nameOf(explanation.error.code) == situation.code);
    REQUIRE_FALSE(explanation.hints.empty());
    checkContains(explanation.hints.front(), situation.hint);
  }
}

TEST_CASE("causes that exclude each other are not named together, others are") {
  const auto hintsOf = [](std::string_view name) {
    const auto situation = std::find_if(std::begin(situations), std::end(situations),
                                        [&](const Situation& one) { return one.name == name; });
    Config config = issuer().config();
    const std::string header = situation->header(config);
    return mechanismOf(config).explain(header).hints.size();
  };
  CHECK(hintsOf("a private key") == 1);  // it holds spaces, `=` and `/`, too
  CHECK(hintsOf("two Bearers joined") == 1);
  CHECK(hintsOf("expired just now") == 1);
  CHECK(hintsOf("not all audiences") == 1);
  CHECK(hintsOf("another tenant's certificate") == 2);
  CHECK(hintsOf("a namespaced email") == 3);
}

TEST_CASE("nothing secret is shown: no key, no signature, no whole token, no password") {
  for (const Situation& situation : situations) {
    CAPTURE(situation.name);
    Config config = issuer().config();
    const std::string header = situation.header(config);
    const Explanation explanation = mechanismOf(config).explain(header);
    for (const std::string& shown : {explanation.text(), explanation.json()}) {
      for (std::size_t i = 0; i + 24 < config.key.size(); i += 24) {
        CHECK(shown.find(config.key.substr(i, 24)) == std::string::npos);
      }
      CHECK(shown.find("YW5uOnNl") == std::string::npos);
      CHECK(shown.find("eyJhbGciOi") == std::string::npos);
      const std::string end = header.substr(header.size() - std::min<std::size_t>(header.size(), 16));
      if (end.size() == 16 && header.rfind('.') < header.size() - 16) CHECK(shown.find(end) == std::string::npos);
    }
  }
}

TEST_CASE("for a token in order the explanation says whom it is for, how long, and with which roles") {
  Config config = issuer().config();
  config.rolesClaim = "roles";
  config.fixedRoles = {"user"};
  auto accessToken = token().claim("roles", {"admin"}).claim("email", "ann@example.com");
  const Explanation explanation = mechanismOf(config).explain(accessToken.bearer());
  CHECK(explanation.accepted);
  CHECK(explanation.error.code == ErrorCode::none);
  CHECK(explanation.hints.empty());
  CHECK(stepOf(explanation, "principal", Outcome::passed).text == R"("auth0|ann", roles "admin", "user")");
  checkContains(stepOf(explanation, "claims", Outcome::passed).text, "exp in 59 minutes");
  checkContains(stepOf(explanation, "key", Outcome::passed).text, "\"tenant.eu.auth0.com\", valid from");
  CHECK(explanation.text().starts_with("Accepted."));
}

TEST_CASE("a step of an explanation never passes what the request path refuses") {
  // Each was shown as passed once, by rules of explain's own.
  for (const std::string audience : {R"(["https://api.test/",5])", "[]", "5", "null", R"([["https://api.test/"]])"}) {
    CAPTURE(audience);
    const auto explanation = mechanismOf(issuer().config()).explain(token().claimJson("aud", audience).bearer());
    CHECK(explanation.error.code == ErrorCode::audienceMismatch);
    std::vector<Explanation::Step> claims;
    for (const auto& step : explanation.steps) {
      if (step.stage == "claims") claims.push_back(step);
    }
    REQUIRE(claims.size() == 3);
    CHECK(claims[0].outcome == Outcome::passed);
    CHECK(claims[1].outcome == Outcome::passed);
    CHECK(claims[2].outcome == Outcome::refused);
  }
}

TEST_CASE("for several Authorization fields the explanation says that there are several") {
  const std::vector<std::string> texts{token().bearer(), token().bearer()};
  const std::vector<std::string_view> fields(texts.begin(), texts.end());
  const auto explanation = mechanismOf(issuer().config()).explain({.authorization = fields});
  CHECK(explanation.error.code == ErrorCode::credentialsRepeated);
  CHECK(explanation.steps.front().outcome == Outcome::refused);
}

/// What is said of a request with these fields to a server that looks for tokens in a cookie.
Explanation explained(const std::vector<RequestField>& fields, std::string_view method,
                      const std::vector<std::string_view>& authorization = {}) {
  Config config = issuer().config();
  config.tokenFrom = {{.cookie = "session"}};
  return mechanismOf(config).explain({.authorization = authorization, .method = method, .fields = fields});
}

TEST_CASE("where tokens are looked for in other places, the explanation names them") {
  const std::string cookie = "session=" + token().sign(), field = token().bearer();
  const Explanation accepted = explained({{"Cookie", cookie}}, "GET");
  CHECK(accepted.accepted);
  checkContains(accepted.steps.front().text, "in the cookie `session`");
  checkContains(explained({}, "GET").hints.front(), "No token came in the cookie `session`, where tokenFrom has it.");
  checkContains(explained({}, "GET", {field}).hints.front(), "Authorization came, which is not looked at");
  const Explanation forged = explained({{"Cookie", cookie}}, "POST");
  CHECK(forged.error.code == ErrorCode::credentialsMissing);
  checkContains(forged.hints.front(), "acceptCookieForAll: true");
  const Explanation repeated = explained({{"Cookie", cookie + "; " + cookie}}, "GET");
  CHECK(repeated.error.code == ErrorCode::credentialsRepeated);
  checkContains(repeated.hints.front(), "A cookie of this name may have been set for another path");
}

TEST_CASE("a token by itself is explained as verifyToken judges it") {
  const auto auth = mechanismOf(issuer().config());
  CHECK(auth.explainToken(token().sign()).accepted);
  const Explanation refused = auth.explainToken(token().forged().sign());
  CHECK(refused.error.code == ErrorCode::signatureInvalid);
  checkContains(refused.steps.front().text, "a token of ");
}

TEST_CASE("a server behind Cloudflare Access or IAP that gets no token learns where it is") {
  Config config = issuer().config();
  config.issuer = "https://acme.cloudflareaccess.com";
  checkContains(mechanismOf(config).explain("").hints.front(), "tokenFrom: [{header: Cf-Access-Jwt-Assertion}]");
  config.issuer = "https://cloud.google.com/iap";
  checkContains(mechanismOf(config).explain("").hints.front(), "tokenFrom: [{header: x-goog-iap-jwt-assertion}]");
}

TEST_CASE("a token of AWS ALB is explained by the settings that it needs and by its header") {
  const auto alb = [](std::string_view signer, std::string_view client) {
    return tokenOf(curve())
        .header("iss", curve().issuer())
        .header("signer", signer)
        .header("client", client)
        .headerJson("exp", std::to_string(now() + 100))
        .without("exp");
  };
  Config config = curve().config();
  checkContains(mechanismOf(config).explainToken(alb("arn:a", "api").padded()).hints.front(), "Set tokenForm: awsAlb");
  config.tokenForm = TokenForm::awsAlb;
  config.requiredHeader = {{.name = "signer", .values = {"arn:a"}}};
  const auto explain = [&](const testing::TokenBuilder& one) { return mechanismOf(config).explainToken(one.padded()); };
  const Explanation other = explain(alb("arn:b", curve().audience()));
  CHECK(other.error.code == ErrorCode::claimMismatch);
  checkContains(other.hints.front(), "signed by the load balancer \"arn:b\"");
  const Explanation client = explain(alb("arn:a", "client-1"));
  CHECK(client.error.code == ErrorCode::audienceMismatch);
  checkContains(client.hints.front(), "names the client in the header, here \"client-1\"");
  checkContains(stepOf(client, "claims", Outcome::refused).text, "audience \"client-1\", expected");
  CHECK(explain(alb("arn:a", curve().audience())).accepted);
}

TEST_CASE("expected and actual issuer and audience are shown side by side, and what else would be refused") {
  Config config = issuer().config();
  config.issuer.pop_back();
  config.audience = {"https://billing.test/"};
  const Explanation explanation = mechanismOf(config).explain(token().bearer());
  checkContains(stepOf(explanation, "claims", Outcome::refused).text,
                "issuer \"https://tenant.eu.auth0.com/\", expected \"https://tenant.eu.auth0.com\": differs "
                "only by the trailing slash");
  checkContains(stepOf(explanation, "claims", Outcome::remark).text,
                "would be refused next: audience \"https://api.test/\", expected \"https://billing.test/\"");
}

TEST_CASE("claims that were not verified are marked as such") {
  const Explanation explanation = mechanismOf(issuer().config()).explain(token().forged().bearer());
  CHECK(stepOf(explanation, "signature", Outcome::refused).text.find("signature") != std::string::npos);
  std::size_t unverified = 0;
  for (const auto& step : explanation.steps) {
    if (step.outcome != Outcome::notReached) continue;
    ++unverified;
    CHECK(step.text.starts_with("unverified: "));
  }
  CHECK(unverified == 4);
}

TEST_CASE("an unknown key id is shown beside the known ones, and a skipped key is named") {
  const std::string jwks = TokenIssuer::jwks({issuer(), otherTenant()});
  const auto withBroken = replaced(jwks, "[", R"([{"kty":"RSA","kid":"broken","n":"AA","e":"AQAB"},)");
  const std::array allowed{Algorithm::RS256};
  Config config = issuer().config();
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, parseJwks(withBroken, allowed), standing().clock());
  const Explanation known = auth.explain(token().bearer());
  CHECK(known.accepted);
  checkContains(stepOf(known, "key", Outcome::passed).text,
                "the published key \"" + issuer().keyId() + "\" (RSA, 2048 bits, RS256)");

  const Explanation unknown = auth.explain(token().header("kid", "old").bearer());
  CHECK(nameOf(unknown.error.code) == "keyUnknown");
  const std::string& text = stepOf(unknown, "key", Outcome::refused).text;
  checkContains(text, "kid: \"old\"; known: ");
  checkContains(text, '"' + issuer().keyId() + "\" (RSA, 2048 bits, RS256)");
  checkContains(unknown.hints.front(), "rotated");
  checkContains(stepOf(unknown, "key", Outcome::remark).text, "broken");

  const Explanation anonymous = auth.explain(token().withoutHeader("kid").bearer());
  CHECK(nameOf(anonymous.error.code) == "keyUnknown");
  checkContains(anonymous.hints.front(), "names no key");
}

TEST_CASE("a published private key is used as a public one, and an operator is warned") {
  const auto leaking = replaced(issuer().jwks(), R"("kty")", R"("d":"AQAB","kty")");
  Config config = issuer().config();
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, parseJwks(leaking, std::array{Algorithm::RS256}), standing().clock());
  const Explanation accepted = auth.explain(token().bearer());
  CHECK(accepted.accepted);
  checkContains(stepOf(accepted, "key", Outcome::remark).text, "private members");
}

class FailingProvider final : public KeyProvider {
 public:
  explicit FailingProvider(bool throws) : throws_(throws) {}
  Result<VerificationKey> find(Algorithm, std::string_view) const override {
    if (throws_) throw std::runtime_error("out of order");
    return Error{ErrorCode::keysUnavailable, "no answer"};
  }
  std::uint64_t generation() const noexcept override { return 0; }
  std::vector<std::string> knownKeyIds() const override { throw std::runtime_error("out of order"); }

 private:
  bool throws_;
};

TEST_CASE("a key provider or clock that fails is distinguished from a bad token") {
  Config config = issuer().config();
  config.key.clear();
  const JwtAuthenticationMechanism unavailable(config, std::make_shared<FailingProvider>(false), standing().clock());
  checkLikeAuthenticate(unavailable, token().bearer());
  checkContains(unavailable.explain(token().bearer()).hints.front(), "not the token's fault");
  const JwtAuthenticationMechanism throwing(config, std::make_shared<FailingProvider>(true), standing().clock());
  checkLikeAuthenticate(throwing, token().bearer());
  checkContains(throwing.explain(token().bearer()).hints.front(), "key provider itself failed");

  Clock broken;
  broken.wall = []() -> std::chrono::system_clock::time_point { throw std::runtime_error("no time"); };
  const JwtAuthenticationMechanism timeless(issuer().config(), broken);
  checkLikeAuthenticate(timeless, token().bearer());
  checkContains(timeless.explain(token().bearer()).hints.front(), "Clock");
}

TEST_CASE("clocks at their ends are survived, and one that was never set is named") {
  for (const auto time : {std::chrono::system_clock::time_point::min(), std::chrono::system_clock::time_point::max()}) {
    checkLikeAuthenticate(JwtAuthenticationMechanism(issuer().config(), ManualClock(time).clock()), token().bearer());
  }
  const JwtAuthenticationMechanism unset(issuer().config(), ManualClock::at(100).clock());
  checkContains(unset.explain(token().bearer()).hints.front(), "is not set");
}

TEST_CASE("a certificate out of its time is accepted, with a remark") {
  const ManualClock late(standing().now() + 24h * 365 * 11);
  const Explanation expired =
      JwtAuthenticationMechanism(issuer().config(), late.clock()).explain(token().issuedAt(late.now()).bearer());
  CHECK(expired.accepted);
  checkContains(stepOf(expired, "key", Outcome::remark).text, "ago; its key is still used");
  checkContains(expired.hints.front(), "certificate has expired");

  const ManualClock early(standing().now() - 48h);
  const Explanation young =
      JwtAuthenticationMechanism(issuer().config(), early.clock()).explain(token().issuedAt(early.now()).bearer());
  CHECK(young.accepted);
  checkContains(stepOf(young, "key", Outcome::remark).text, "becomes valid in 1 day 23 hours");
}

TEST_CASE("a hostile token cannot write to the terminal") {
  Config config = issuer().config();
  config.usernameClaim = "name";
  const std::string hostile =
      "\x1b[2J\r\n\x07 \xc2\x9b"
      "31m \xe2\x80\xae"
      "evil\x7f\xf0\x9f\x92\xa3";
  const auto made = token()
                        .claim("iss", hostile)
                        .claim("aud", hostile)
                        .claim("sub", hostile)
                        .claim(hostile, 1)
                        .header("kid", hostile);
  for (const auto& explanation : {mechanismOf(config).explain(made.bearer()),
                                  mechanismOf(config).explain(testing::TokenBuilder(made).forged().bearer())}) {
    for (const std::string& shown : {explanation.text(), explanation.json()}) {
      CHECK(shown.find('\x1b') == std::string::npos);
      CHECK(shown.find('\x07') == std::string::npos);
      CHECK(shown.find('\x7f') == std::string::npos);
      CHECK(shown.find("\xc2\x9b") == std::string::npos);
      CHECK(shown.find("\xe2\x80\xae") == std::string::npos);
    }
    checkContains(explanation.text(), "\\u001b[2J");
  }
}

TEST_CASE("a text put together by others is made safe too") {
  Explanation explanation;
  explanation.error = {ErrorCode::checkRefused, "a\x1b[31mb"};
  explanation.steps = {{"bearer\x1b", Outcome::passed, "\x1b\xff"}};
  explanation.hints = {std::string(5000, 'x'), "\xc3("};
  CHECK(explanation.text().find('\x1b') == std::string::npos);
  CHECK(nlohmann::json::parse(explanation.json())["hints"].size() == 2);
}

TEST_CASE("long values are shortened and the whole stays small") {
  Config config = issuer().config();
  config.maxTokenBytes = 1024 * 1024;
  auto made = token().claim("iss", std::string(300000, 'i')).claim("sub", std::string(100000, 's'));
  made.claim("aud", std::vector<std::string>(1000, std::string(100, 'a')));
  const JwtAuthenticationMechanism auth = mechanismOf(config);
  CHECK(auth.explain(made.bearer()).text().size() < 8000);
  CHECK(auth.explain(made.claim("iss", issuer().issuer()).claim("aud", issuer().audience()).bearer()).text().size() <
        8000);
}

TEST_CASE("whatever is sent, explain says what authenticate answers") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); };
  Config config = curve().config();
  config.maxTokenBytes = 2048;
  const JwtAuthenticationMechanism plain = mechanismOf(config);
  config.base64Encoded = true;
  const JwtAuthenticationMechanism wrapped = mechanismOf(config);
  const std::array sources{tokenOf(curve()).bearer(), bearer(tokenOf(curve()).wrapped()), std::string("Basic YW5uOng="),
                           tokenOf(curve()).claim("exp", 1).bearer(), tokenOf(curve()).payloadText("[1]").bearer()};
  for (int round = 0; round < 1000; ++round) {
    std::string header = sources[below(sources.size())];
    for (std::size_t changes = below(4); changes > 0; --changes) {
      const std::size_t at = below(header.size());
      switch (below(5)) {
        case 0:
          header[at] = static_cast<char>(below(256));
          break;
        case 1:
          header.erase(at, 1 + below(40));
          break;
        case 2:
          header.insert(at, 1, ".=\"', \t\r\n\x1b\0{"[below(12)]);
          break;
        case 3:
          header.insert(at, std::string(header, below(header.size()), 30));
          break;
        default:
          header.append(below(4000), '.');
      }
      if (header.empty()) header = "x";
    }
    checkLikeAuthenticate(plain, header);
    checkLikeAuthenticate(wrapped, header);
  }
}

TEST_CASE("a header of any length is answered at once") {
  const JwtAuthenticationMechanism auth = mechanismOf(issuer().config());
  for (const std::string& header : {bearer(std::string(10'000'000, '.')), std::string(10'000'000, 'x'),
                                    "eyJ" + std::string(10'000'000, '.'), std::string(10'000'000, ' ')}) {
    checkLikeAuthenticate(auth, header);
    CHECK(auth.explain(header).text().size() < 4000);
  }
}

}  // namespace
}  // namespace jwtauth::tests

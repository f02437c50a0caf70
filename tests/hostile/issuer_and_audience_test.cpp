// Tokens of other issuers and for other audiences, also of those that look alike. CVE-2025-30144, CVE-2026-22748;
// RFC 7519 4.1.1 and 4.1.3.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

Target tenant(AudienceMatch match = AudienceMatch::any) {
  const TokenIssuer issuer(Algorithm::EdDSA, "https://tenant.test/", "https://api.test/orders");
  JwtAuthenticationConfig config = issuer.config();
  config.audience.emplace_back("client-id");
  config.audienceMatch = match;
  return Target(issuer, config, issuer.token().claim("aud", {"client-id", "https://api.test/orders"}));
}

TEST_CASE("an issuer that differs by one character is another issuer") {
  const Target target = tenant();
  for (const char* issuer :
       {"https://tenant.test", "https://tenant.test//", "https://Tenant.test/", "HTTPS://tenant.test/",
        "http://tenant.test/", " https://tenant.test/", "https://tenant.test/ ", "https://tenant.test/\n",
        "tenant.test", "https://tenant.test.evil.test/", "https://evil.test/https://tenant.test/",
        "https://tenant.test/x", "", "https://tenant%2etest/", "https://tenant.test:443/",
        "https://t\xd0\xb5nant.test/"}) {
    CAPTURE(issuer);
    target.refuses(target.token().claim("iss", issuer), ErrorCode::issuerMismatch);
  }
  target.refuses(target.token().claimJson("iss", R"("https://tenant.test/\u0000")"), ErrorCode::issuerMismatch);
}

TEST_CASE("an issuer that is missing or not a string is refused") {
  const Target target = tenant();
  target.refuses(target.token().without("iss"), ErrorCode::issuerMismatch);
  for (const char* json : {"null", "true", "1", R"(["https://tenant.test/"])",
                           R"(["https://evil.test/","https://tenant.test/"])", R"({"https://tenant.test/":1})", "[]"}) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("iss", json), ErrorCode::issuerMismatch);
  }
}

TEST_CASE("an audience that is missing, of another type or merely alike is refused") {
  const Target target = tenant();
  target.refuses(target.token().without("aud"), ErrorCode::audienceMismatch);
  for (const char* json : {"null",
                           "true",
                           "0",
                           "{}",
                           R"({"client-id":true})",
                           "[]",
                           R"("")",
                           R"([""])",
                           R"("client")",
                           R"("client-id2")",
                           R"("my client-id")",
                           R"("client-id,other")",
                           R"("client-id other")",
                           R"("Client-Id")",
                           R"("client-id ")",
                           R"([["client-id"]])",
                           R"(["client-id",["client-id"]])",
                           R"(["client-id",1])",
                           R"(["client-id",null])",
                           R"([{"aud":"client-id"}])",
                           R"("client-id\u0000")",
                           R"("*")",
                           R"(["other","another"])",
                           R"("https://api.test/")",
                           R"("https://api.test/orders/1")",
                           R"("https://api.test")"}) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("aud", json), ErrorCode::audienceMismatch);
  }
}

Target comparing(std::vector<std::string> claims) {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.audience = {"client"};
  config.audienceClaim = std::move(claims);
  return Target(issuer, config, issuer.token().claim("client_id", "client").claim("aud", "other"));
}

TEST_CASE("an audience in another claim is compared there, and aud does not stand in for it") {
  const Target target = comparing({"client_id"});
  target.refuses(target.token().without("client_id").claim("aud", "client"), ErrorCode::audienceMismatch);
  for (const char* json : {"null", "1", "[]", R"("Client")", R"(["client",1])", R"({"client":1})", R"("client ")"}) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("client_id", json).claim("aud", "client"), ErrorCode::audienceMismatch);
  }
  target.accepts(target.token().claim("client_id", {"x", "client"}));
}

TEST_CASE("of several claims for the audience the first that the token has decides, even if it names nobody") {
  const Target target = comparing({"/app/id", "client_id", "aud"});
  target.refuses(target.token().claimJson("app", R"({"id":"other"})"), ErrorCode::audienceMismatch);
  target.refuses(target.token().claimJson("app", R"({"id":null})"), ErrorCode::audienceMismatch);
  target.refuses(target.token().claim("client_id", "other").claim("aud", "client"), ErrorCode::audienceMismatch);
  target.refuses(target.token().claimJson("client_id", "[]").claim("aud", "client"), ErrorCode::audienceMismatch);
  target.refuses(target.token().without("client_id"), ErrorCode::audienceMismatch);
  target.accepts(target.token().without("client_id").claim("aud", "client"));
  target.accepts(target.token().claimJson("app", R"({"id":"client"})").claim("client_id", "other"));
}

TEST_CASE("one configured audience of several is enough, unless all are asked for") {
  const Target any = tenant();
  any.accepts(any.token().claim("aud", "client-id"));
  any.accepts(any.token().claim("aud", {"other", "client-id", "another"}));
  const Target all = tenant(AudienceMatch::all);
  all.refuses(all.token().claim("aud", "client-id"), ErrorCode::audienceMismatch);
  all.refuses(all.token().claim("aud", {"client-id", "other"}), ErrorCode::audienceMismatch);
  all.refuses(all.token().claim("aud", {"client-id", "client-id"}), ErrorCode::audienceMismatch);
  all.accepts(all.token().claim("aud", {"https://api.test/orders", "other", "client-id"}));
}

TEST_CASE("a good token of another tenant's key is refused, its issuer claimed or not") {
  const Target target = tenant();
  const TokenIssuer evil(Algorithm::EdDSA, "https://evil.test/", "client-id");
  target.refuses(evil.token(), ErrorCode::signatureInvalid);
  target.refuses(evil.token().claim("iss", "https://tenant.test/"), ErrorCode::signatureInvalid);
}

}  // namespace
}  // namespace jwtauth::tests

#include <array>

#include "jwtauth/jwks.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using Catch::Matchers::StartsWith;
using Match = RequiredMember::Match;

JwtAuthenticationConfig good() {
  static const testing::TokenIssuer issuer(Algorithm::ES256);
  return issuer.config();
}

std::string refusalOfConfig(const JwtAuthenticationConfig& config) {
  return refusalOf([&] { return JwtAuthenticationMechanism(config); });
}

TEST_CASE("a good configuration is accepted") {
  CHECK(refusalOfConfig(good()).empty());
}

TEST_CASE("a setting that is missing, out of range or contradicts another is refused by name") {
  using Change = std::function<void(JwtAuthenticationConfig&)>;
  const std::vector<std::pair<Change, std::string>> changes = {
      {[](auto& c) { c.key.clear(); }, "key: empty"},
      {[](auto& c) { c.key = "secret"; }, "key: a short word"},
      {[](auto& c) { c.otherAlgorithms = {Algorithm::ES256}; }, "algorithm: ES256 twice"},
      {[](auto& c) { c.otherAlgorithms.assign(8, Algorithm::RS256); }, "algorithm: 9 algorithms"},
      {[](auto& c) { c.issuer.clear(); }, "issuer: empty"},
      {[](auto& c) { c.acceptAnyIssuer = true; }, "acceptAnyIssuer: set beside an issuer"},
      {[](auto& c) { c.otherIssuers = {""}; }, "issuer: an empty entry"},
      {[](auto& c) { c.otherIssuers = {c.issuer}; }, "issuer: the same name twice"},
      {[](auto& c) { c.otherIssuers.assign(16, "a"); }, "issuer: 17 names"},
      {[](auto& c) { c.issuerTenants = {"a"}; }, "issuerTenants: set without a template"},
      {[](auto& c) { c.acceptAnyTenant = true; }, "acceptAnyTenant: set without a template"},
      {[](auto& c) { c.issuer = "https://a.test/{tid}/"; }, "issuerTenants: empty"},
      {[](auto& c) { c.otherIssuers = {"https://a.test/{tid}"}; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://a.test/${TENANT}/"; }, "issuer: `${TENANT}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://{tid}.a.test/"; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://{tid}/v2"; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://a.test/x{tid}/"; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://a.test/{tid}x/"; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://a.test/{tid}/{x}"; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "{tid}"; }, "issuer: `{tid}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://a.test/{}/"; }, "issuer: `{}`, a placeholder"},
      {[](auto& c) { c.issuer = "https://a.test/{tenantid}/"; }, "issuer: `{tenantid}`, a placeholder"},
      {[](auto& c) {
         c.issuer = "https://a.test/{tid}/";
         c.issuerTenants = {"a/b"};
       },
       "issuerTenants: an entry that is empty"},
      {[](auto& c) {
         c.issuer = "https://a.test/{tid}/";
         c.issuerTenants = {"a"};
         c.acceptAnyTenant = true;
       },
       "acceptAnyTenant: set beside issuerTenants"},
      {[](auto& c) { c.tokenFrom = {{}}; }, "tokenFrom: an entry without one header or cookie"},
      {[](auto& c) { c.tokenFrom = {{.header = "X", .cookie = "x"}}; }, "tokenFrom: an entry without one header"},
      {[](auto& c) { c.tokenFrom = {{.cookie = "a b"}}; }, "tokenFrom: a name with other characters"},
      {[](auto& c) { c.tokenFrom = {{.header = "X:"}}; }, "tokenFrom: a name with other characters"},
      {[](auto& c) { c.tokenFrom = {{.header = "X", .scheme = "a b"}}; }, "tokenFrom: a scheme that is no word"},
      {[](auto& c) { c.tokenFrom = {{.scheme = "JWT", .cookie = "x"}}; }, "tokenFrom: a scheme that is no word"},
      {[](auto& c) { c.tokenFrom = {{.header = "cookie"}}; }, "tokenFrom: the header of all cookies"},
      {[](auto& c) { c.tokenFrom = {{.header = "Proxy-Authorization"}}; },
       "tokenFrom: `Proxy-Authorization`, which a proxy takes out"},
      {[](auto& c) { c.tokenFrom = {{.header = "connection"}}; }, "tokenFrom: `connection`, which a proxy takes out"},
      {[](auto& c) { c.tokenFrom = {{.header = "DPoP"}}; }, "tokenFrom: `DPoP`, which holds something else"},
      {[](auto& c) { c.tokenFrom = {{.header = "Authorization", .scheme = "dpop"}}; }, "tokenFrom: the scheme `dpop`"},
      {[](auto& c) { c.tokenFrom = {{.header = "Authorization", .scheme = "Basic"}}; },
       "tokenFrom: the scheme `Basic`"},
      {[](auto& c) { c.tokenFrom.assign(5, {.header = "X"}); }, "tokenFrom: 5 places"},
      {[](auto& c) {
         c.tokenFrom = {{.header = "X-Token"}, {.header = "x-token"}};
       },
       "tokenFrom: the same place twice"},
      {[](auto& c) {
         c.tokenFrom = {{.header = "X-Token"}, {.header = "x-token", .scheme = "JWT"}};
       },
       "tokenFrom: the same header with and without a scheme"},
      {[](auto& c) { c.acceptCookieForAll = true; }, "acceptCookieForAll: set without a cookie"},
      {[](auto& c) { c.tokenForm = TokenForm::awsAlb; }, "tokenForm: awsAlb without requiredHeader.signer"},
      {[](auto& c) {
         c.accessTokenProfile = AccessTokenProfile::rfc9068;
         c.requiredType = "JWT";
       },
       "accessTokenProfile: rfc9068 beside another requiredType"},
      {[](auto& c) {
         c.accessTokenProfile = AccessTokenProfile::rfc9068;
         c.acceptMissingExpiry = true;
       },
       "accessTokenProfile: rfc9068 beside acceptAnyIssuer"},
      {[](auto& c) {
         c.tokenForm = TokenForm::awsAlb;
         c.requiredHeader = {{.name = "signer", .match = Match::present}};
       },
       "tokenForm: awsAlb without requiredHeader.signer"},
      {[](auto& c) {
         c.tokenForm = TokenForm::awsAlb;
         c.otherAlgorithms = {Algorithm::RS256};
       },
       "tokenForm: awsAlb with another algorithm"},
      {[](auto& c) {
         c.tokenForm = TokenForm::awsAlb;
         c.requiredHeader = {{.name = "signer", .values = {"arn"}}};
         c.base64Encoded = true;
       },
       "tokenForm: awsAlb beside base64Encoded"},
      {[](auto& c) {
         c.tokenForm = TokenForm::awsAlb;
         c.requiredHeader = {{.name = "signer", .values = {"arn"}}};
         c.audienceClaim = {"azp"};
       },
       "tokenForm: awsAlb beside audienceClaim"},
      {[](auto& c) { c.audience.clear(); }, "audience: empty"},
      {[](auto& c) { c.audience = {""}; }, "audience: an empty entry"},
      {[](auto& c) { c.audience.assign(1001, "a"); }, "audience: 1001 entries"},
      {[](auto& c) { c.acceptAnyAudience = true; }, "acceptAnyAudience: set beside an audience"},
      {[](auto& c) { c.audienceClaim = {"sub"}; }, "audienceClaim: `sub`, which does not say"},
      {[](auto& c) { c.audienceClaim = {"/iss"}; }, "audienceClaim: `iss`, which does not say"},
      {[](auto& c) {
         c.audienceClaim = {"azp", ""};
       },
       "audienceClaim: an empty name"},
      {[](auto& c) {
         c.audienceClaim = {"azp", "azp"};
       },
       "audienceClaim: the same claim twice"},
      {[](auto& c) { c.audienceClaim = {"/a~"}; }, "audienceClaim: not a JSON Pointer"},
      {[](auto& c) {
         c.audienceClaim = {"a", "b", "c", "d", "e"};
       },
       "audienceClaim: 5 claims"},
      {[](auto& c) {
         c.audience.clear();
         c.audienceClaim = {"azp"};
         c.acceptAnyAudience = true;
       },
       "acceptAnyAudience: set beside an audienceClaim"},
      {[](auto& c) { c.usernameClaim.clear(); }, "usernameClaim: empty"},
      {[](auto& c) { c.usernameClaim = "/a~"; }, "usernameClaim: not a JSON Pointer"},
      {[](auto& c) { c.rolesClaim = "/a~2"; }, "rolesClaim: not a JSON Pointer"},
      {[](auto& c) { c.rolesFrom = {{""}}; }, "rolesClaim: an empty name"},
      {[](auto& c) { c.rolesFrom = {{"/a~"}}; }, "rolesClaim: not a JSON Pointer"},
      {[](auto& c) {
         c.rolesFrom = {{"a"}, {"a", RolesForm::text}};
       },
       "rolesClaim: the same claim twice"},
      {[](auto& c) { c.rolesFrom = {{"/a/*/b/*"}}; }, "rolesClaim: more than one `*`"},
      {[](auto& c) { c.rolesClaim = "/*/*"; }, "rolesClaim: more than one `*`"},
      {[](auto& c) { c.rolesFrom.assign(9, {"a"}); }, "rolesClaim: 9 claims"},
      {[](auto& c) {
         c.rolesClaim = "a";
         c.rolesFrom = {{"b"}};
       },
       "rolesClaim: set beside rolesFrom"},
      {[](auto& c) { c.scopesClaim = {""}; }, "scopesClaim: an empty name"},
      {[](auto& c) {
         c.requiredScopes = {"read", ""};
       },
       "requiredScopes: an entry that is empty"},
      {[](auto& c) { c.requiredScopes = {"read write"}; }, "requiredScopes: an entry that is empty or holds other"},
      {[](auto& c) { c.requiredScopes = {"\"read\""}; }, "requiredScopes: an entry that is empty or holds other"},
      {[](auto& c) { c.acceptMissingRoles = true; }, "acceptMissingRoles: set without a rolesClaim"},
      {[](auto& c) {
         c.fixedRoles = {"a", ""};
       },
       "fixedRoles: an empty entry"},
      {[](auto& c) {
         c.requiredClaims = {{"iss", {"a"}}};
       },
       "requiredClaims: `iss`, which has a check of its own"},
      {[](auto& c) {
         c.requiredClaims = {{"/aud/0", {"a"}}};
       },
       "requiredClaims: `aud`, which has a check of its own"},
      {[](auto& c) {
         c.requiredClaims = {{"/cnf", {}, Match::present}};
       },
       "requiredClaims: `cnf`"},
      {[](auto& c) {
         c.requiredClaims = {{"", {"a"}}};
       },
       "requiredClaims: an empty name"},
      {[](auto& c) {
         c.requiredClaims = {{"/a~", {"a"}}};
       },
       "requiredClaims: not a JSON Pointer"},
      {[](auto& c) {
         c.requiredClaims = {{"a", {}}};
       },
       "requiredClaims: an empty list"},
      {[](auto& c) {
         c.requiredClaims = {{"a", {""}, Match::prefix}};
       },
       "requiredClaims: an empty prefix"},
      {[](auto& c) {
         c.requiredClaims = {{"a", {1}, Match::prefix}};
       },
       "requiredClaims: an empty prefix"},
      {[](auto& c) {
         c.requiredClaims = {{"a", {"b"}, Match::absent}};
       },
       "requiredClaims: values that are not compared"},
      {[](auto& c) {
         c.requiredClaims = {{"a", {"b"}}, {"a", {"c"}}};
       },
       "requiredClaims: the same name twice"},
      {[](auto& c) {
         c.requiredClaims.assign(33, {"a", {"b"}});
       },
       "requiredClaims: 33 entries"},
      {[](auto& c) {
         c.requiredHeader = {{"typ", {"a"}}};
       },
       "requiredHeader: `typ`, which has a check of its own"},
      {[](auto& c) {
         c.requiredHeader = {{"a", {"b"}, Match::prefix}};
       },
       "requiredHeader: a prefix"},
      {[](auto& c) { c.clockSkew = std::chrono::seconds(-1); }, "clockSkew: -1 s"},
      {[](auto& c) { c.clockSkew = std::chrono::seconds(601); }, "clockSkew: 601 s"},
      {[](auto& c) { c.maxTokenBytes = 255; }, "maxTokenBytes: 255"},
      {[](auto& c) { c.maxTokenBytes = 1024 * 1024 + 1; }, "maxTokenBytes: 1048577"},
      {[](auto& c) { c.maxTokenAge = std::chrono::seconds(0); }, "maxTokenAge: 0 s; expected more"},
      {[](auto& c) { c.verdictCacheEntries = 1'000'001; }, "verdictCacheEntries: 1000001"},
      {[](auto& c) { c.realm = "a\r\nb"; }, "realm: holds"},
      {[](auto& c) { c.realm = "\xc3\xa9"; }, "realm: holds"},
  };
  for (const auto& [change, sentence] : changes) {
    JwtAuthenticationConfig config = good();
    change(config);
    CAPTURE(sentence);
    CHECK_THAT(refusalOfConfig(config), StartsWith(sentence));
  }
}

TEST_CASE("a text that no token can hold is refused with what came and what was expected") {
  using Change = std::function<void(JwtAuthenticationConfig&)>;
  const std::vector<std::pair<Change, std::string>> changes = {
      {[](auto& c) { c.issuer = "${AUTH0_ISSUER}"; }, "issuer: `${AUTH0_ISSUER}`, a placeholder"},
      {[](auto& c) { c.issuer = "$ISSUER"; }, "issuer: `$ISSUER`, a placeholder"},
      {[](auto& c) { c.issuer = "https://<tenant>.auth0.com/"; }, "issuer: `<tenant>`, a placeholder"},
      {[](auto& c) { c.issuer = "https://YOUR_DOMAIN/"; }, "issuer: `YOUR_DOMAIN/`, a placeholder"},
      {[](auto& c) { c.issuer = "https://login.microsoftonline.com/{tenantid}/v2.0"; },
       "issuer: `{tenantid}`, a placeholder"},
      {[](auto& c) { c.issuer = "{{issuer}}"; }, "issuer: `{{issuer}}`, a placeholder"},
      {[](auto& c) { c.issuer += ' '; }, "issuer: white space at an end"},
      {[](auto& c) {
         c.audience = {"a", " b"};
       },
       "audience: white space at an end"},
      {[](auto& c) { c.audience = {"web, api"}; }, "audience: several values in one text"},
      {[](auto& c) { c.audience = {"%AUDIENCE%"}; }, "audience: `%AUDIENCE%`, a placeholder"},
      {[](auto& c) { c.rolesClaim = "$.realm_access.roles"; },
       "rolesClaim: a JSONPath (`$.`); expected a claim's name, or a JSON Pointer for a place inside: "
       "`/realm_access/roles`"},
      {[](auto& c) { c.rolesClaim = "resource_access['my-api'].roles"; },
       "rolesClaim: brackets (`[...]`); expected a claim's name, or a JSON Pointer for a place inside: "
       "`/resource_access/my-api/roles`"},
      {[](auto& c) { c.usernameClaim = "emails[0]"; }, "usernameClaim: brackets (`[...]`)"},
      {[](auto& c) { c.rolesClaim = "${ROLES}"; }, "rolesClaim: `${ROLES}`, a placeholder"},
  };
  for (const auto& [change, sentence] : changes) {
    JwtAuthenticationConfig config = good();
    change(config);
    CAPTURE(sentence);
    CHECK_THAT(refusalOfConfig(config), StartsWith(sentence));
  }
}

TEST_CASE("unusual texts that a token can hold are accepted") {
  for (const std::string text :
       {"api://a%2Fb%2Fc", "urn:x:y,z", "acme.com", "https://a.example/$metadata", "100%", "a<b"}) {
    JwtAuthenticationConfig config = good();
    config.issuer = text;
    config.audience = {text};
    config.rolesClaim = text;
    CAPTURE(text);
    CHECK(refusalOfConfig(config).empty());
  }
}

TEST_CASE("the bounds themselves are accepted") {
  JwtAuthenticationConfig config = good();
  config.clockSkew = std::chrono::minutes(10);
  config.maxTokenBytes = 256;
  config.maxTokenAge = std::chrono::seconds(1);
  config.usernameClaim = "/a~0b~1c";
  config.realm.clear();
  CHECK(refusalOfConfig(config).empty());
}

TEST_CASE("a configuration error tells its setting and code apart from its sentence") {
  JwtAuthenticationConfig config = good();
  config.issuer.clear();
  try {
    const JwtAuthenticationMechanism auth(config);
    FAIL("accepted");
  } catch (const ConfigurationError& error) {
    CHECK(error.setting() == "issuer");
    CHECK(error.code() == ErrorCode::settingInvalid);
  }
}

TEST_CASE("key and provider exclude each other, and a clock must have its functions") {
  JwtAuthenticationConfig config = good();
  const auto provider = singleKey(VerificationKey::fromText(config.algorithm, config.key));
  CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(config, provider); }), StartsWith("key: set beside"));
  CHECK_THAT(refusalOf([&] {
               return JwtAuthenticationMechanism(config, Clock{nullptr, nullptr});
             }),
             StartsWith("clock:"));
  config.key.clear();
  CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(config, std::shared_ptr<KeyProvider>()); }),
             StartsWith("keys:"));
  CHECK(refusalOf([&] { return JwtAuthenticationMechanism(config, provider); }).empty());
}

TEST_CASE("keys of the configuration come before those of a provider, which answers for the others") {
  const testing::TokenIssuer published(Algorithm::ES256), secret(Algorithm::HS256);
  JwtAuthenticationConfig config = published.config();
  config.key.clear();
  config.otherAlgorithms = {Algorithm::HS256};
  config.keys = {{secret.jwk(), ""}};
  const auto provider = parseJwks(published.jwks(), std::array{Algorithm::ES256});
  const JwtAuthenticationMechanism auth(config, provider);
  CHECK(codeOf(auth.verifyToken(published.token().sign())) == "none");
  CHECK(codeOf(auth.verifyToken(secret.token().sign())) == "none");
  CHECK(codeOf(auth.verifyToken(published.token().header("kid", "another").sign())) == "keyUnknown");
  CHECK(codeOf(auth.verifyToken(published.token().signedWithSecret(Algorithm::HS256, "x").sign())) == "keyUnknown");
}

}  // namespace
}  // namespace jwtauth::tests

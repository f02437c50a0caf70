// One issuer with several names, and one with many tenants: no other name, no tenant that is not listed, no key of
// another tenant. The keys of such an issuer are the same for all of its customers.
#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenBuilder;
using testing::TokenIssuer;

TEST_CASE("of an issuer with several names each is exact, and no other is known") {
  const TokenIssuer issuer(Algorithm::ES256, "https://accounts.test");
  JwtAuthenticationConfig config = issuer.config();
  config.otherIssuers = {"accounts.test"};
  const Target target(issuer, config);
  target.accepts(target.token().claim("iss", "accounts.test"));
  for (const char* name : {"http://accounts.test", "accounts.test/", "Accounts.test", "", "test", "xaccounts.test"}) {
    CAPTURE(name);
    target.refuses(target.token().claim("iss", name), ErrorCode::issuerMismatch);
  }
  target.refuses(target.token().claimJson("iss", R"(["accounts.test"])"), ErrorCode::issuerMismatch);
}

const TokenIssuer& operatorOfTenants() {
  static const TokenIssuer made(Algorithm::ES256, "https://login.test/t1/v2.0");
  return made;
}

JwtAuthenticationConfig tenants(std::vector<std::string> listed) {
  JwtAuthenticationConfig config = operatorOfTenants().config();
  config.issuer = "https://login.test/{tid}/v2.0";
  config.acceptAnyTenant = listed.empty();
  config.issuerTenants = std::move(listed);
  return config;
}

TokenBuilder tokenOf(const std::string& tenant) {
  return operatorOfTenants().token().claim("iss", "https://login.test/" + tenant + "/v2.0").claim("tid", tenant);
}

TEST_CASE("a tenant is trusted when it is listed and the token's own claim says the same") {
  const Target target(operatorOfTenants(), tenants({"t1", "t2"}), tokenOf("t1"));
  target.accepts(tokenOf("t2"));
  target.refuses(tokenOf("t3"), ErrorCode::issuerMismatch);
  target.refuses(tokenOf("T1"), ErrorCode::issuerMismatch);
  target.refuses(tokenOf("t1").claim("tid", "t2"), ErrorCode::issuerMismatch);
  target.refuses(tokenOf("t3").claim("tid", "t1"), ErrorCode::issuerMismatch);
  target.refuses(tokenOf("t1").without("tid"), ErrorCode::issuerMismatch);
  for (const char* json : {"null", "1", R"(["t1"])", R"({"t1":1})"}) {
    target.refuses(tokenOf("t1").claimJson("tid", json), ErrorCode::issuerMismatch);
  }
}

TEST_CASE("an issuer around the tenant is exact, and the template itself is no issuer") {
  const Target target(operatorOfTenants(), tenants({"t1"}), tokenOf("t1"));
  for (const char* issuer :
       {"https://login.test/t1/v2.0/", "https://login.test/t1", "https://login.test/t1/v1.0",
        "https://evil.test/t1/v2.0", "https://login.test//v2.0", "https://login.test/v2.0",
        "https://login.test/{tid}/v2.0", "https://login.test/x/t1/v2.0", "http://login.test/t1/v2.0", ""}) {
    CAPTURE(issuer);
    target.refuses(tokenOf("t1").claim("iss", issuer), ErrorCode::issuerMismatch);
  }
  target.refuses(tokenOf("{tid}"), ErrorCode::issuerMismatch);
}

TEST_CASE("where every tenant is accepted its name is still a plain one") {
  const Target target(operatorOfTenants(), tenants({}), tokenOf("t1"));
  target.accepts(tokenOf("any.other_tenant-2"));
  for (const std::string& tenant : {std::string("a/b"), std::string("a?b"), std::string("a b"), std::string("{tid}"),
                                    std::string("a%2fb"), std::string(129, 'a'), std::string("\xc3\xa9")}) {
    CAPTURE(tenant);
    target.refuses(tokenOf(tenant), ErrorCode::issuerMismatch);
  }
}

TEST_CASE("a key that says for whom it signs is not used for another tenant") {
  const auto keysOf = [](const std::string& issuer) {
    std::string jwk = operatorOfTenants().jwk();
    jwk.insert(1, R"("issuer":")" + issuer + R"(",)");
    return parseJwks(jwk, std::array{Algorithm::ES256});
  };
  const auto codeWith = [&](const std::string& keyIssuer, const std::string& tenant) {
    JwtAuthenticationConfig config = tenants({"t1", "t2"});
    config.key.clear();
    return codeOf(JwtAuthenticationMechanism(config, keysOf(keyIssuer)).verifyToken(tokenOf(tenant).sign()));
  };
  CHECK(codeWith("https://login.test/{tenantid}/v2.0", "t1") == "none");
  CHECK(codeWith("https://login.test/t1/v2.0", "t1") == "none");
  CHECK(codeWith("https://login.test/t1/v2.0", "t2") == "keyUnknown");
  CHECK(codeWith("https://other.test/{tenantid}/v2.0", "t1") == "keyUnknown");
  CHECK(codeWith("https://login.test/{tenantid}/v1.0", "t1") == "keyUnknown");
  CHECK(codeWith("https://login.test/v2.0", "t1") == "keyUnknown");
}

IssuerRouter routerOf(std::vector<JwtAuthenticationConfig> configs) {
  std::vector<JwtAuthenticationMechanism> mechanisms;
  for (JwtAuthenticationConfig& config : configs) mechanisms.emplace_back(std::move(config));
  return IssuerRouter(std::move(mechanisms));
}

TEST_CASE("a router finds an issuer by each of its names and each of its tenants") {
  const TokenIssuer other(Algorithm::EdDSA, "https://accounts.test");
  JwtAuthenticationConfig named = other.config();
  named.otherIssuers = {"accounts.test"};
  const IssuerRouter router = routerOf({named, tenants({"t1", "t2"})});
  CHECK(codeOf(router.verifyToken(other.token().claim("iss", "accounts.test").sign())) == "none");
  CHECK(codeOf(router.verifyToken(tokenOf("t2").sign())) == "none");
  CHECK(codeOf(router.verifyToken(tokenOf("t3").sign())) == "issuerMismatch");
  CHECK(codeOf(router.verifyToken(tokenOf("t1").claim("tid", "t2").sign())) == "issuerMismatch");
  CHECK(codeOf(router.verifyToken(tokenOf("t1").without("iss").sign())) == "issuerMismatch");
}

TEST_CASE("a router refuses two blocks that one issuer would fit") {
  const TokenIssuer other(Algorithm::EdDSA, "https://login.test/t9/v2.0");
  const auto refused = [](std::vector<JwtAuthenticationConfig> configs) {
    return refusalOf([&] { return routerOf(std::move(configs)); });
  };
  CHECK_THAT(refused({tenants({"t1"}), other.config()}), Contains("issuer: the same in two mechanisms"));
  CHECK_THAT(refused({other.config(), tenants({"t1"})}), Contains("issuer: the same in two mechanisms"));
  JwtAuthenticationConfig named = TokenIssuer(Algorithm::ES256, "https://a.test").config();
  named.otherIssuers = {"https://login.test/t9/v2.0"};
  CHECK_THAT(refused({other.config(), named}), Contains("issuer: the same in two mechanisms"));
}

TEST_CASE("a last block for tokens without an issuer gets no others") {
  const TokenIssuer workload(Algorithm::EdDSA), issuer(Algorithm::ES256, "https://a.test");
  JwtAuthenticationConfig any = workload.config();
  any.issuer.clear();
  any.acceptAnyIssuer = true;
  const IssuerRouter router = routerOf({issuer.config(), any});
  CHECK(codeOf(router.verifyToken(workload.token().without("iss").sign())) == "none");
  CHECK(codeOf(router.verifyToken(workload.token().claim("iss", "https://b.test").sign())) == "issuerMismatch");
  CHECK(codeOf(router.verifyToken(workload.token().claim("iss", "").sign())) == "issuerMismatch");
  CHECK(codeOf(router.verifyToken(workload.token().claimJson("iss", "null").sign())) == "issuerMismatch");
  CHECK(codeOf(router.verifyToken(issuer.token().without("iss").sign())) == "algorithmNotAllowed");
  CHECK_THAT(refusalOf([&] {
               return routerOf({any, issuer.config()});
             }),
             Contains("acceptAnyIssuer: in one of several"));
}

}  // namespace
}  // namespace jwtauth::tests

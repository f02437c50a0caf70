#include "jwtauth/config_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

std::string refusalOfJson(const std::string& json) {
  return refusalOf([&] { return mechanismsFromJson(json); });
}

TEST_CASE("a file with one block is one mechanism, in each layout") {
  for (const std::string json :
       {R"({"issuer": "a", "key": "k"})", R"({"jwtAuthenticationMechanism": {"issuer": "a", "key": "k"}, "mongo": {}})",
        R"({"jwtConfigProvider": {"issuer": "a"}, "jwtAuthenticationMechanism": {"key": "k"}})"}) {
    const auto mechanisms = mechanismsFromJson(json);
    REQUIRE(mechanisms.size() == 1);
    CHECK(mechanisms[0].config.issuer == "a");
    CHECK(mechanisms[0].config.key == "k");
    CHECK_FALSE(mechanisms[0].keySource.isGiven());
  }
}

TEST_CASE("a list of blocks is a mechanism each, with its own source of keys") {
  const auto mechanisms = mechanismsFromJson(R"({"jwtAuthenticationMechanism": [
    {"issuer": "a", "jwksUri": "https://a/keys", "caFile": "ca.pem"},
    {"issuer": "b", "issuerDiscovery": true, "acceptPlainHttp": true, "acceptPrivateAddresses": true},
    {"issuer": "c", "jwksFile": "keys.json", "rolesClaim": "/realm_access/roles"},
    {"issuer": "d", "key": "k"}]})");
  REQUIRE(mechanisms.size() == 4);
  CHECK(mechanisms[0].keySource.jwksUri == "https://a/keys");
  CHECK(mechanisms[0].keySource.caFile == "ca.pem");
  CHECK(mechanisms[1].keySource.issuerDiscovery);
  CHECK(mechanisms[1].keySource.acceptPlainHttp);
  CHECK(mechanisms[1].keySource.acceptPrivateAddresses);
  CHECK_FALSE(mechanisms[0].keySource.acceptPrivateAddresses);
  CHECK(mechanisms[2].keySource.jwksFile == "keys.json");
  CHECK(mechanisms[2].config.rolesClaim == "/realm_access/roles");
  CHECK_FALSE(mechanisms[3].keySource.isGiven());
  CHECK(mechanisms[3].config.key == "k");
}

TEST_CASE("two sources of keys, or none where a list is expected, are refused by name") {
  CHECK(refusalOfJson(R"({"jwksUri": "https://a/keys"})") == "");
  for (const std::string other : {R"("key": "k")", R"("jwksFile": "f")", R"("issuerDiscovery": true)"}) {
    CHECK_THAT(refusalOfJson(R"({"jwksUri": "https://a/keys", )" + other + "}"), Contains("one source of keys"));
  }
  CHECK(refusalOfJson(R"({"jwksUri": "https://a/keys", "keys": ["k"]})") == "");
  CHECK_THAT(refusalOfJson(R"({"jwtAuthenticationMechanism": []})"), Contains("an empty list"));
  CHECK_THAT(refusalOfJson(R"({"jwtAuthenticationMechanism": [7]})"), Contains("expected an object"));
  CHECK_THAT(refusalOfJson(R"({"jwtAuthenticationMechanism": [{"isuer": "a"}]})"), Contains("isuer: "));
  CHECK_THAT(refusalOfJson(R"({"jwtAuthenticationMechanism": [{"issuer": "a"}], "jwtConfigProvider": {}})"),
             Contains("jwtConfigProvider: beside a list"));
  CHECK_THAT(refusalOf([] { return configFromJson(R"({"jwtAuthenticationMechanism": [{"issuer": "a"}]})"); }),
             Contains("expected an object"));
}

}  // namespace
}  // namespace jwtauth::tests

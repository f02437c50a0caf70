#include "jwtauth/principal.hpp"

#include <algorithm>

#include "jwtauth/claims_json.hpp"
#include "src/json/strict_json.hpp"
#include "src/stages/stages.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

Result<Principal> principalOf(const std::string& payload, JwtAuthenticationConfig config = {}) {
  REQUIRE(checkJsonObject(payload) == JsonFault::none);
  const JsonValue claims = valueOfDocument(payload);
  AcceptedClaims accepted;
  accepted.username = findByNameOrPointer(claims, config.usernameClaim);
  if (!config.rolesClaim.empty()) accepted.roles = findByNameOrPointer(claims, config.rolesClaim);
  if (const auto exp = claims.member("exp")) accepted.times.expiry = NumericDate(*exp);
  return makePrincipal(accepted, std::string(payload), config);
}

std::vector<std::string> rolesOf(const std::string& roles, JwtAuthenticationConfig config = {}) {
  config.rolesClaim = "roles";
  const auto principal = principalOf(R"({"sub":"ann","roles":)" + roles + "}", config);
  if (!principal) return {std::string(nameOf(principal.error().code))};
  return {principal->roles().begin(), principal->roles().end()};
}

using Strings = std::vector<std::string>;

TEST_CASE("a principal has the whole name, also with spaces, quotes and letters of any script") {
  CHECK(principalOf(R"({"sub":"zo\u00eb \"x\" 山田"})").value().name() == "zo\xc3\xab \"x\" \xe5\xb1\xb1\xe7\x94\xb0");
}

TEST_CASE("a user name that is missing, of another type, empty or with control characters is refused") {
  CHECK(codeOf(principalOf(R"({"name":"ann"})")) == "usernameMissing");
  const std::string value = GENERATE(as<std::string>(), "null", "1", "true", "[\"ann\"]", "{}", R"("")",
                                     R"("a\u0000b")", R"("a\r\nb")", R"("\u001b[31m")", R"("a\u007f")");
  CAPTURE(value);
  CHECK(codeOf(principalOf(R"({"sub":)" + value + "}")) == "usernameMalformed");
}

TEST_CASE("roles come from the token, then from the configuration, without repetition") {
  JwtAuthenticationConfig config;
  config.fixedRoles = {"user", "admin"};
  CHECK(rolesOf(R"(["admin","editor","admin"])", config) == Strings{"admin", "editor", "user"});
  CHECK(rolesOf("[]", config) == Strings{"user", "admin"});
}

TEST_CASE("each of thousands of roles is kept once, in the order of their first places") {
  std::string claim = "[";
  Strings expected;
  for (int i = 0; i < 3000; ++i) {
    const int role = i % 2 == 0 ? i * 7919 % 1000 : i;
    const std::string name = "r" + std::to_string(role);
    claim += (i == 0 ? "\"" : ",\"") + name + '"';
    if (std::find(expected.begin(), expected.end(), name) == expected.end()) expected.push_back(name);
  }
  expected.push_back("user");
  JwtAuthenticationConfig config;
  config.fixedRoles = {"user", "r1"};
  CHECK(expected.size() < 3000);
  CHECK(rolesOf(claim + "]", config) == expected);
}

TEST_CASE("roles of other types are read as RESTHeart reads them") {
  CHECK(rolesOf("[1,true,\"admin\"]") == Strings{"1", "true", "admin"});
  CHECK(rolesOf("[{}]").empty());
  CHECK(rolesOf("[[\"admin\"]]").empty());
  CHECK(rolesOf("[\"admin\",{}]").empty());
  CHECK(rolesOf("[null]").empty());
  CHECK(rolesOf("null").empty());
  CHECK(rolesOf("\"admin\"") == Strings{"rolesMalformed"});
  CHECK(rolesOf("{\"admin\":true}") == Strings{"rolesMalformed"});
}

TEST_CASE("a token without the roles claim needs acceptMissingRoles") {
  JwtAuthenticationConfig config;
  config.rolesClaim = "roles";
  config.fixedRoles = {"user"};
  CHECK(codeOf(principalOf(R"({"sub":"ann"})", config)) == "rolesMissing");
  config.acceptMissingRoles = true;
  CHECK(principalOf(R"({"sub":"ann"})", config).value().hasRole("user"));
}

TEST_CASE("without a rolesClaim the token's roles are not read") {
  const auto principal = principalOf(R"({"sub":"ann","roles":["admin"]})");
  CHECK(principal->roles().empty());
  CHECK_FALSE(principal->hasRole("admin"));
}

TEST_CASE("scopes are the words of the scope claim") {
  const auto principal = principalOf(R"({"sub":"ann","scope":"read:docs  write:docs openid"})");
  CHECK(principal->scopes() == Strings{"read:docs", "write:docs", "openid"});
  CHECK(principal->hasScope("write:docs"));
  CHECK_FALSE(principal->hasScope("write"));
  CHECK_FALSE(principal->hasScope(""));
  CHECK(principalOf(R"({"sub":"ann","scope":["read",1]})").value().scopes().empty());
  CHECK(principalOf(R"({"sub":"ann","scope":{"read":1}})").value().scopes().empty());
}

TEST_CASE("claims are read by name and pointer, each by its own type") {
  const auto principal = principalOf(
      R"( {"sub":"ann","n":42,"d":1.5,"t":true,"s":["a","b"],"m":["a",1],"o":{"x":{"y":"deep"}},"https://e/x":"lit","big":18446744073709551615} )");
  CHECK(principal->stringClaim("sub") == "ann");
  CHECK(principal->stringClaim("/o/x/y") == "deep");
  CHECK(principal->stringClaim("https://e/x") == "lit");
  CHECK_FALSE(principal->stringClaim("n"));
  CHECK_FALSE(principal->stringClaim("missing"));
  CHECK(principal->integerClaim("n") == 42);
  CHECK_FALSE(principal->integerClaim("d"));
  CHECK_FALSE(principal->integerClaim("big"));
  CHECK(principal->numberClaim("d") == 1.5);
  CHECK(principal->booleanClaim("t") == true);
  CHECK(principal->stringsClaim("s") == Strings{"a", "b"});
  CHECK_FALSE(principal->stringsClaim("m"));
  CHECK(principal->claimText("o") == R"({"x":{"y":"deep"}})");
}

TEST_CASE("the bridge reads the whole payload as nlohmann::json") {
  const auto principal = principalOf(R"({"sub":"ann","o":{"x":[1,null]}})");
  CHECK(claimsJson(*principal)["o"]["x"][0] == 1);
  CHECK(principal->claimsText() == R"({"sub":"ann","o":{"x":[1,null]}})");
}

TEST_CASE("expiry is given in whole seconds, or not at all") {
  CHECK(principalOf(R"({"sub":"a","exp":1800000000.9})").value().expiresAt()->time_since_epoch().count() == 1800000000);
  CHECK_FALSE(principalOf(R"({"sub":"a"})").value().expiresAt());
}

TEST_CASE("an extra check decides last") {
  JwtAuthenticationConfig config;
  config.extraCheck = [](const Principal& who) -> std::optional<Error> {
    if (who.name() == "ann") return std::nullopt;
    if (who.name() == "bob") return Error{ErrorCode::scopeInsufficient, "bob may not"};
    return Error{};
  };
  const auto codeFor = [&](const std::string& payload) {
    return codeOf(askExtraCheck(principalOf(payload).value(), config));
  };
  CHECK(codeFor(R"({"sub":"ann"})") == "none");
  CHECK(codeFor(R"({"sub":"bob"})") == "scopeInsufficient");
  CHECK(codeFor(R"({"sub":"eve"})") == "checkRefused");
}

TEST_CASE("a principal outlives what it was made from, and copies share it") {
  std::optional<Principal> copy;
  {
    const auto principal = principalOf(R"({"sub":"ann"})");
    copy = *principal;
  }
  CHECK(copy->name() == "ann");
  CHECK(copy->stringClaim("sub") == "ann");
}

}  // namespace
}  // namespace jwtauth::tests

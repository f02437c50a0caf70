#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;
using Roles = std::vector<std::string>;

const TokenIssuer& issuer() {
  static const TokenIssuer made(Algorithm::HS256);
  return made;
}

struct Outcome {
  std::string code;
  Roles roles;
  bool operator==(const Outcome&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  out << outcome.code;
  for (const std::string& role : outcome.roles) out << " [" << role << ']';
  return out;
}

/// Of a token with these members besides the usual ones.
Outcome rolesOf(const std::vector<RolesClaim>& from, const std::string& claims, bool acceptMissing = false) {
  JwtAuthenticationConfig config = issuer().config();
  config.rolesFrom = from;
  config.acceptMissingRoles = acceptMissing;
  const JwtAuthenticationMechanism auth(config);
  const std::string usual = R"({"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":9999999999,)";
  const auto who = auth.verifyToken(issuer().token().payloadText(usual + claims + "}").sign());
  if (!who) return {codeOf(who), {}};
  return {"none", {who->roles().begin(), who->roles().end()}};
}

Outcome formOf(RolesForm form, const std::string& value) {
  return rolesOf({{"r", form}}, R"("r":)" + value);
}

const Outcome malformed{"rolesMalformed", {}}, missing{"rolesMissing", {}}, noRole{"none", {}};

TEST_CASE("a text is one role, or words, or a list with commas, as its form says") {
  CHECK(formOf(RolesForm::text, R"("a b, c")") == Outcome{"none", {"a b, c"}});
  CHECK(formOf(RolesForm::words, R"(" a  b ")") == Outcome{"none", {"a", "b"}});
  CHECK(formOf(RolesForm::words, R"("a,b")") == Outcome{"none", {"a,b"}});
  CHECK(formOf(RolesForm::commas, R"("a , b c,,d")") == Outcome{"none", {"a", "b c", "d"}});
  for (const RolesForm form : {RolesForm::text, RolesForm::words, RolesForm::commas}) {
    CHECK(formOf(form, R"("")") == noRole);
    CHECK(formOf(form, "1") == malformed);
    CHECK(formOf(form, "true") == malformed);
    CHECK(formOf(form, R"({"a":1})") == malformed);
  }
}

TEST_CASE("the names of an object's members are roles, not their values") {
  CHECK(formOf(RolesForm::memberNames, R"({"editor":{"1":"x"},"viewer":null})") ==
        Outcome{"none", {"editor", "viewer"}});
  CHECK(formOf(RolesForm::memberNames, "{}") == noRole);
  CHECK(formOf(RolesForm::memberNames, R"("editor")") == malformed);
  CHECK(formOf(RolesForm::array, R"({"editor":1})") == malformed);
  CHECK(formOf(RolesForm::array, R"("editor")") == malformed);
}

TEST_CASE("an array holds roles whatever the form, and its elements are not split") {
  for (const RolesForm form :
       {RolesForm::array, RolesForm::text, RolesForm::words, RolesForm::commas, RolesForm::memberNames}) {
    CHECK(formOf(form, R"(["a b","c,d",1,true])") == Outcome{"none", {"a b", "c,d", "1", "true"}});
    CHECK(formOf(form, R"(["a",{"b":1}])") == noRole);
    CHECK(formOf(form, R"(["a",null])") == noRole);
    CHECK(formOf(form, "null") == noRole);
  }
}

TEST_CASE("a prefix stands before each role of its claim alone") {
  CHECK(rolesOf({{"roles"}, {"scp", RolesForm::words, "scope:"}}, R"("roles":["a"],"scp":"b c")") ==
        Outcome{"none", {"a", "scope:b", "scope:c"}});
}

TEST_CASE("one claim of several is enough, none is not, and a malformed one is refused") {
  const std::vector<RolesClaim> two{{"/realm_access/roles"}, {"role", RolesForm::text}};
  CHECK(rolesOf(two, R"("role":"b")") == Outcome{"none", {"b"}});
  CHECK(rolesOf(two, R"("realm_access":{"roles":["a"]},"role":"a")") == Outcome{"none", {"a"}});
  CHECK(rolesOf(two, R"("x":1)") == missing);
  CHECK(rolesOf(two, R"("x":1)", true) == noRole);
  CHECK(rolesOf(two, R"("realm_access":{"roles":["a"]},"role":["b",["c"]])") == Outcome{"none", {"a"}});
  CHECK(rolesOf(two, R"("realm_access":{"roles":["a"]},"role":7)") == malformed);
}

TEST_CASE("a star is every element of an array, never a member of an object") {
  CHECK(rolesOf({{"/roles/*/name"}}, R"("roles":[{"name":"a"},{"id":1},{"name":"b c"}])") ==
        Outcome{"none", {"a", "b c"}});
  CHECK(rolesOf({{"/roles/*"}}, R"("roles":["a","b"])") == Outcome{"none", {"a", "b"}});
  CHECK(rolesOf({{"/roles/*/name", RolesForm::words}}, R"("roles":[{"name":"a b"}])") == Outcome{"none", {"a b"}});
  CHECK(rolesOf({{"/roles/*/name"}}, R"("roles":[{"name":"a"},{"name":["b"]}])") == noRole);
  CHECK(rolesOf({{"/roles/*/name"}}, R"("roles":[])") == noRole);
  CHECK(rolesOf({{"/access/*/roles"}}, R"("access":{"other":{"roles":"admin"}})") == missing);
  CHECK(rolesOf({{"/access/*/roles"}}, R"("access":{"*":{"roles":"admin"}})") == missing);
  CHECK(rolesOf({{"/roles/*/name"}}, R"("roles":"a")") == missing);
}

TEST_CASE("a star is known in the plain setting, too") {
  JwtAuthenticationConfig config = issuer().config();
  config.rolesClaim = "/roles/*/name";
  const JwtAuthenticationMechanism auth(config);
  const auto who = auth.verifyToken(issuer().token().claimJson("roles", R"([{"name":"a"}])").sign());
  REQUIRE(codeOf(who) == "none");
  CHECK(who->hasRole("a"));
}

TEST_CASE("a user named by a whole number has its digits as a name, and a text is then no name") {
  JwtAuthenticationConfig config = issuer().config();
  config.usernameClaim = "id";
  config.usernameForm = UsernameForm::integer;
  const JwtAuthenticationMechanism auth(config);
  const auto of = [&](const char* json) { return auth.verifyToken(issuer().token().claimJson("id", json).sign()); };
  const auto who = of("42");
  CHECK(who->name() == "42");
  for (const char* json : {R"("42")", "4.5", "42.0", "4e1", "true", "null", "[42]", "99999999999999999999"}) {
    CAPTURE(json);
    CHECK(codeOf(of(json)) == "usernameMalformed");
  }
  config.usernameForm = UsernameForm::text;
  CHECK(codeOf(JwtAuthenticationMechanism(config).verifyToken(issuer().token().claimJson("id", "42").sign())) ==
        "usernameMalformed");
}

Roles scopesOf(const std::string& name, const std::string& json, std::vector<std::string> claims = {}) {
  JwtAuthenticationConfig config = issuer().config();
  config.scopesClaim = std::move(claims);
  const auto who = JwtAuthenticationMechanism(config).verifyToken(issuer().token().claimJson(name, json).sign());
  return who->scopes();
}

TEST_CASE("scopes are a text or an array, in scope or scp, or where scopesClaim says") {
  CHECK(scopesOf("scope", R"("a  b")") == Roles{"a", "b"});
  CHECK(scopesOf("scope", R"(["a","b c"])") == Roles{"a", "b c"});
  CHECK(scopesOf("scp", R"(["a"])") == Roles{"a"});
  CHECK(scopesOf("scope", R"(["a",1])").empty());
  CHECK(scopesOf("scope", "1").empty());
  CHECK(scopesOf("scope", R"("a")", {"scp"}).empty());
  CHECK(scopesOf("p", R"({"s":"a"})", {"scp", "/p/s"}) == Roles{"a"});
}

TEST_CASE("a token without a required scope is refused with 403 and the scopes that are needed") {
  JwtAuthenticationConfig config = issuer().config();
  config.requiredScopes = {"read", "write"};
  const JwtAuthenticationMechanism auth(config);
  CHECK(codeOf(auth.verifyToken(issuer().token().claim("scope", "write read").sign())) == "none");
  for (const char* json : {R"("read")", R"("")", R"(["read write"])", "null", R"("read,write")", R"("Read write")"}) {
    CAPTURE(json);
    const auto who = auth.verifyToken(issuer().token().claimJson("scope", json).sign());
    CHECK(codeOf(who) == "scopeInsufficient");
    CHECK(who.error().detail == "the token lacks a scope of requiredScopes");
  }
  const std::string header = issuer().token().claim("scope", "read").bearer();
  const auto who = auth.authenticate(header);
  CHECK(auth.refusal(who.error()).status == 403);
  CHECK(auth.challenge(who.error()) ==
        R"(Bearer realm="api", error="insufficient_scope", error_description="The access token lacks a scope", )"
        R"(scope="read write")");
  CHECK(auth.challenge(who.error(), "notes").ends_with(R"(scope="read write notes")"));
  CHECK(auth.explain(header).hints.front() ==
        R"(The token lacks the scope "write", which requiredScopes wants; it has "read". )"
        "Have the client ask for it at the login, and the issuer allow it.");
}

}  // namespace
}  // namespace jwtauth::tests

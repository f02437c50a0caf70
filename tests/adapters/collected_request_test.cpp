#include "jwtauth/adapters/http.hpp"

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using adapters::CollectedRequest;
using adapters::Scheme;

std::string urlOf(std::string_view target, const std::vector<std::string_view>& hosts, Scheme scheme = Scheme::http) {
  CollectedRequest collected("GET", target, scheme);
  for (const std::string_view host : hosts) collected.add("HOST", host);
  return std::string(collected.request().url);
}

TEST_CASE("the URL of a request is made of scheme, Host and target") {
  CHECK(urlOf("/notes?page=2", {"api.test:8080"}) == "http://api.test:8080/notes?page=2");
  CHECK(urlOf("/notes", {"[::1]:8080"}, Scheme::https) == "https://[::1]:8080/notes");
  CHECK(urlOf("//elsewhere/notes", {"api.test"}) == "http://api.test//elsewhere/notes");
}

TEST_CASE("of a target that is a whole URL the path counts, and another one has none") {
  CHECK(urlOf("http://elsewhere/notes?page=2", {"api.test"}) == "http://api.test/notes?page=2");
  CHECK(urlOf("http://elsewhere", {"api.test"}) == "http://api.test/");
  CHECK(urlOf("*", {"api.test"}) == "http://api.test/");
  CHECK(urlOf("", {"api.test"}) == "http://api.test/");
}

TEST_CASE("a Host that is missing, repeated or holds more than a name counts as unknown") {
  const std::string unknown = "http://unknown.invalid/notes";
  CHECK(urlOf("/notes", {}) == unknown);
  CHECK(urlOf("/notes", {""}) == unknown);
  CHECK(urlOf("/notes", {"api.test", "api.test"}) == unknown);
  for (const char* host : {"api.test/other?", "api.test?", "api.test#", "user@api.test", "api.test\\", "api test"}) {
    CAPTURE(host);
    CHECK(urlOf("/notes", {host}) == unknown);
  }
}

TEST_CASE("every field is collected as it came, in its order") {
  CollectedRequest collected("GET", "/");
  collected.add("authorization", "one");
  collected.add("DPoP", "proof");
  collected.add("AUTHORIZATION", "two");
  const Request request = collected.request();
  CHECK(std::vector(request.authorization.begin(), request.authorization.end()) ==
        std::vector<std::string_view>{"one", "two"});
  CHECK(std::vector(request.dpop.begin(), request.dpop.end()) == std::vector<std::string_view>{"proof"});
  REQUIRE(request.fields.size() == 3);
  CHECK((request.fields[2].name == "AUTHORIZATION" && request.fields[2].value == "two"));
}

TEST_CASE("fields of the same name are joined to one list, in their order") {
  const auto each = adapters::joined({{"A", "1"}, {"B", "2, 3"}, {"A", "4"}, {"C", ""}, {"A", "5"}});
  std::vector<std::string> lines;
  for (const auto& [name, value] : each) lines.push_back(name + ": " + value);
  CHECK(lines == std::vector<std::string>{"A: 1, 4, 5", "B: 2, 3", "C: "});
  CHECK(adapters::joined({}).empty());
}

TEST_CASE("a verdict has a user, or what to answer and why") {
  const testing::TokenIssuer issuer;
  const JwtAuthenticationMechanism auth(issuer.config());
  const std::string bearer = issuer.token("ada").bearer();
  CollectedRequest good("GET", "/"), stranger("GET", "/");
  good.add("Authorization", bearer);

  const adapters::Verdict accepted = judge(auth, good);
  REQUIRE(accepted.user);
  CHECK((accepted.user->name() == "ada" && accepted.status == 200 && accepted.error.code == ErrorCode::none));

  const adapters::Verdict refused = judge(auth, stranger);
  CHECK((!refused.user && refused.status == 401 && refused.error.code == ErrorCode::credentialsMissing));
  CHECK(refused.fields.size() == 2);

  const adapters::Verdict forbidden = judge(auth, good, {.scopes = {"notes:write"}});
  CHECK((!forbidden.user && forbidden.status == 403 && forbidden.error.code == ErrorCode::scopeInsufficient));
}

}  // namespace
}  // namespace jwtauth::tests

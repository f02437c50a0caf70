#include <vector>

#include "src/stages/stages.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using Fields = std::vector<RequestField>;

JwtAuthenticationConfig lookingAt(std::vector<TokenPlace> places) {
  JwtAuthenticationConfig config;
  config.tokenFrom = std::move(places);
  return config;
}

/// The token, or the name of the refusal's code in brackets.
std::string opened(const JwtAuthenticationConfig& config, const Fields& fields, std::string_view method = "GET") {
  const auto token = openCredentials({.method = method, .fields = fields}, config);
  return token ? std::string(token->token) : '[' + codeOf(token) + ']';
}

const JwtAuthenticationConfig inField = lookingAt({{.header = "X-Token"}});
const JwtAuthenticationConfig inCookie = lookingAt({{.cookie = "session"}});

TEST_CASE("a token is the whole value of the field that is configured, whatever its letter case") {
  CHECK(opened(inField, {{"X-Token", "a.b.c"}}) == "a.b.c");
  CHECK(opened(inField, {{"Accept", "*/*"}, {"x-tOKEN", " a.b.c\t"}}) == "a.b.c");
  CHECK(opened(inField, {{"X-Token", "Bearer a.b.c"}}) == "Bearer a.b.c");
  CHECK(opened(inField, {{"X-Token", "  "}}) == "[credentialsMissing]");
  CHECK(opened(inField, {{"X-Tokens", "a.b.c"}, {"Authorization", "Bearer a.b.c"}}) == "[credentialsMissing]");
}

TEST_CASE("a scheme stands before the token where one is configured") {
  const auto config = lookingAt({{.header = "X-Token", .scheme = "JWT"}});
  CHECK(opened(config, {{"X-Token", "jwt   a.b.c "}}) == "a.b.c");
  CHECK(opened(config, {{"X-Token", "a.b.c"}}) == "[schemeUnsupported]");
  CHECK(opened(config, {{"X-Token", "Bearer a.b.c"}}) == "[schemeUnsupported]");
  CHECK(opened(config, {{"X-Token", "JWT "}}) == "[tokenMalformed]");
  CHECK(opened(config, {{"X-Token", "JWT\ta.b.c"}}) == "[schemeUnsupported]");
}

TEST_CASE("Authorization counts where it is named, and is taken from its own member alone") {
  const auto both = lookingAt({{.header = "authorization", .scheme = "Bearer"}, {.cookie = "session"}});
  const std::string_view field = "Bearer a.b.c";
  CHECK((*openCredentials({.authorization = {&field, 1}}, both)).token == "a.b.c");
  CHECK(codeOf(openCredentials({.authorization = {&field, 1}}, inField)) == "credentialsMissing");
  CHECK(opened(both, {{"Authorization", field}}) == "[credentialsMissing]");
  const std::string_view basic = "Basic YTpi";
  const Fields cookie{{"Cookie", "session=d.e.f"}};
  CHECK(codeOf(openCredentials({.authorization = {&basic, 1}}, both)) == "schemeUnsupported");
  CHECK((*openCredentials({.authorization = {&basic, 1}, .method = "GET", .fields = cookie}, both)).token == "d.e.f");
  const std::vector<std::string_view> two{field, field};
  CHECK(codeOf(openCredentials({.authorization = two}, both)) == "credentialsRepeated");
}

TEST_CASE("a cookie is found among others by exactly its name") {
  CHECK(opened(inCookie, {{"Cookie", "session=a.b.c"}}) == "a.b.c");
  CHECK(opened(inCookie, {{"cookie", "theme=dark; session=a.b.c; other=session=x"}}) == "a.b.c");
  CHECK(opened(inCookie, {{"Cookie", "theme=dark"}, {"Cookie", "session=a.b.c"}}) == "a.b.c");
  CHECK(opened(inCookie, {{"Cookie", ";;=; session=a.b.c ;"}}) == "a.b.c");
  for (const std::string_view other : {"Session=a", "session", "xsession=a", "session2=a", "a=session=b",
                                       "session=", "session= ", "theme=\"; session\"=a", "$session=a", ""}) {
    CAPTURE(other);
    CHECK(opened(inCookie, {{"Cookie", other}}) == "[credentialsMissing]");
  }
}

TEST_CASE("quotation marks belong to the value of a cookie, whatever they enclose") {
  CHECK(opened(inCookie, {{"Cookie", "session=\"a.b.c\""}}) == "\"a.b.c\"");
  CHECK(opened(inCookie, {{"Cookie", "session=\"a;b\""}}) == "\"a");
}

TEST_CASE("of several tokens none is used") {
  CHECK(opened(inField, {{"X-Token", "a.b.c"}, {"x-token", "a.b.c"}}) == "[credentialsRepeated]");
  CHECK(opened(inField, {{"X-Token", ""}, {"x-token", "a.b.c"}}) == "[credentialsRepeated]");
  CHECK(opened(inCookie, {{"Cookie", "session=a.b.c; session=a.b.c"}}) == "[credentialsRepeated]");
  CHECK(opened(inCookie, {{"Cookie", "session="}, {"Cookie", "session=a.b.c"}}) == "[credentialsRepeated]");
  const auto both = lookingAt({{.header = "X-Token"}, {.cookie = "session"}});
  for (const std::string_view method : {"GET", "POST"}) {
    CHECK(opened(both, {{"X-Token", "a.b.c"}, {"Cookie", "session=a.b.c"}}, method) == "[credentialsRepeated]");
  }
  CHECK(opened(both, {{"X-Token", ""}, {"Cookie", "session=a.b.c"}}) == "a.b.c");
  CHECK(opened(both, {{"X-Token", "a.b.c"}, {"Cookie", "session="}}, "POST") == "a.b.c");
}

TEST_CASE("a cookie counts only for requests that read, unless the configuration lets it count for all") {
  const Fields cookie{{"Cookie", "session=a.b.c"}};
  for (const std::string_view method : {"GET", "HEAD", "OPTIONS"}) CHECK(opened(inCookie, cookie, method) == "a.b.c");
  JwtAuthenticationConfig forAll = inCookie;
  forAll.acceptCookieForAll = true;
  for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE", "CONNECT", "get", "GET ", "QUERY", ""}) {
    CAPTURE(method);
    CHECK(opened(inCookie, cookie, method) == "[credentialsMissing]");
    CHECK(opened(forAll, cookie, method) == "a.b.c");
  }
  const Fields upgrading{{"Cookie", "session=a.b.c"}, {"uPGRADE", "websocket"}};
  CHECK(opened(inCookie, upgrading) == "[credentialsMissing]");
  CHECK(opened(forAll, upgrading) == "a.b.c");
  CHECK(opened(inField, {{"X-Token", "a.b.c"}, {"Upgrade", "websocket"}}, "POST") == "a.b.c");
}

}  // namespace
}  // namespace jwtauth::tests

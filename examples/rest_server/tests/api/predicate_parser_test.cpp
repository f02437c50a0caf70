#include "api/authorization/predicate_parser.hpp"

#include "tests/api/asked.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

bool permits(std::string_view predicate, std::string_view method, std::string_view path) {
  Asked asked{std::string(method), std::string(path)};
  const AccessRequest request = asked.look();
  Captures captures;
  return parsePredicate(predicate).predicate.holds(request, captures);
}

std::string complaintOf(std::string_view predicate) {
  try {
    parsePredicate(predicate);
  } catch (const PredicateError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("a predicate may be written with parentheses and with brackets") {
  for (const char* predicate :
       {"path-prefix('/x')", "path-prefix(\"/x\")", "path-prefix(/x)", "path-prefix[path=\"/x\"]",
        "path-prefix[path='/x']", "path-prefix[path=/x]", "path-prefix[\"/x\"]", "path-prefix(path='/x')",
        "path-prefix[value=\"/x\"]", " path-prefix ( '/x' ) ", "path-prefix('/x/')", "(path-prefix('/x'))",
        "path-prefix('/y', '/x')", "path-prefix[path='/y', '/x']", "path-prefix(x)", "path-prefix({'/y', '/x'})",
        "path-prefix[path={/y, /x}]", "path-prefix(path={'/x'})"}) {
    INFO(predicate);
    CHECK(permits(predicate, "GET", "/x"));
    CHECK(permits(predicate, "GET", "/x/one"));
    CHECK(!permits(predicate, "GET", "/xy"));
    CHECK(!permits(predicate, "GET", "/"));
  }
}

TEST_CASE("a prefix is made of whole segments") {
  CHECK(permits("path-prefix('/')", "GET", "/"));
  CHECK(permits("path-prefix('/')", "GET", "/any/thing"));
  CHECK(permits("path-prefix('/a/b')", "GET", "/a/b/c"));
  CHECK(!permits("path-prefix('/a/b')", "GET", "/a"));
  CHECK(!permits("path-prefix('/a/b')", "GET", "/a/bc"));
  CHECK(!permits("path-prefix('/a/b')", "GET", "/a%2Fb"));
  CHECK(permits("path-prefix('/a b')", "GET", "/a%20b"));
}

TEST_CASE("a path is the whole path") {
  CHECK(permits("path('/a/b')", "GET", "/a/b"));
  CHECK(permits("path('/a/b')", "GET", "/a/b/"));
  CHECK(permits("path('/')", "GET", "/"));
  CHECK(!permits("path('/')", "GET", "/a"));
  CHECK(!permits("path('/a/b')", "GET", "/a/b/c"));
  CHECK(!permits("path('/a/b')", "GET", "/a"));
}

TEST_CASE("methods are listed, in any letter case in the predicate and as they are in the request") {
  for (const char* predicate : {"method(GET)", "method('get')", "method[value=\"GET\"]", "method(POST, GET)"}) {
    INFO(predicate);
    CHECK(permits(predicate, "GET", "/"));
    CHECK(!permits(predicate, "PUT", "/"));
    CHECK(!permits(predicate, "get", "/"));
  }
}

TEST_CASE("not binds before and, and before or; parentheses before all") {
  CHECK(permits("path('/a') or path('/b') and method(GET)", "PUT", "/a"));
  CHECK(!permits("(path('/a') or path('/b')) and method(GET)", "PUT", "/a"));
  CHECK(permits("method(GET) and path('/b') or path('/a')", "PUT", "/a"));
  CHECK(!permits("not path('/a') and method(PUT)", "GET", "/b"));
  CHECK(permits("not (path('/a') and method(PUT))", "GET", "/b"));
  CHECK(!permits("not path('/a') or path('/a') and method(GET)", "PUT", "/a"));
  CHECK(permits("not not path('/a')", "GET", "/a"));
  CHECK(permits("path-prefix('/') and method(GET) and path('/a')", "GET", "/a"));
  CHECK(!permits("path-prefix('/') and method(GET) and path('/a')", "GET", "/b"));
}

TEST_CASE("what is not served is refused and never ignored") {
  for (const char* predicate : {"",
                                " ",
                                "true",
                                "roles-allowed(admin)",
                                "path-suffix('.css')",
                                "auth-required()",
                                "Path('/x')",
                                "PATH-PREFIX('/x')",
                                "path-prefix('/x') and exists(%{q,x})",
                                "path-prefix('/x') or true",
                                "bson-request-prop-equals(key=a, value=1)",
                                "equals(%D, 1)",
                                "equals(%{c,cookie}, 1)",
                                "equals(%{SECURE}, 1)",
                                "equals(@usr.sub, 1)",
                                "equals(@user, 1) and equals(@userx, 1)",
                                "equals(@user., 1)",
                                "equals(@request.x, 1)",
                                "equals(@filter, 1)",
                                "equals(@mongoPermissions.readFilter, 1)",
                                "equals(@qparams, 1)",
                                "equals(@qparams.x, 1)"}) {
    INFO(predicate);
    CHECK(complaintOf(predicate) != "none");
  }
}

TEST_CASE("a variable that nothing has named before is refused") {
  CHECK(complaintOf("path-template('/x/{id}') and equals(@user.sub, ${id})") == "none");
  CHECK(complaintOf("equals(@user.sub, ${id}) and path-template('/x/{id}')") ==
        "at line 1, column 19: '${id}' is not named by a path-template or regex before it");
  CHECK(complaintOf("regex('/x/(.*)') and equals(${2}, 'x')") != "none");
}

TEST_CASE("variables in paths are refused, for they would be compared letter by letter") {
  CHECK(complaintOf("path('/users/@user.sub')") != "none");
  CHECK(complaintOf("path-template('/x/{id}') and path-prefix('/y/${id}')") != "none");
}

TEST_CASE("a pattern that is wrong is refused with its place") {
  CHECK(complaintOf("regex('/x(')").find("at line 1, column 7: the pattern is wrong at its character 4") == 0);
}

TEST_CASE("a pattern is refused whose steps cannot be counted") {
  CHECK(complaintOf(R"(regex('^(?:(?=(.*)\\1x|.)){100}b'))") == "none");
  CHECK(complaintOf(R"(regex('^(?:(?=(.*)\\1\\1\\1x|.)){1000}b'))") ==
        "at line 1, column 7: the pattern is too large for its steps to be counted");
}

TEST_CASE("a mistake on a later line is found there") {
  CHECK(complaintOf("path('/x')\n  and methd(GET)").find("at line 2, column 7: got 'methd', expected one of path, ") ==
        0);
}

TEST_CASE("what is written wrongly is refused, with its place") {
  for (const char* predicate : {"path-prefix",
                                "path-prefix(",
                                "path-prefix()",
                                "path-prefix({})",
                                "path-prefix({'/x')",
                                "path-prefix('/x'})",
                                "path-template('/x/{id')",
                                "path-template('/x/{}')",
                                "path-template('/x/a{id}')",
                                "path-template('/*/x')",
                                "path-template('/x', '/y')",
                                "path-template()",
                                "equals('a')",
                                "equals(a=b, c)",
                                "in(value=a)",
                                "in(a, b)",
                                "in(value=a, array={})",
                                "regex()",
                                "regex(pattern=a, pattern=b)",
                                "regex(pattern=a, full-match=yes)",
                                "regex(pattern=a, values=b)",
                                "qparams-size()",
                                "qparams-size(x)",
                                "qparams-size(1, 2)",
                                "qparams-contain(@user.sub)",
                                "bson-request-contains('')",
                                "bson-request-contains(a..b)",
                                "bson-request-blacklist(a.)",
                                "bson-request-whitelist('.a')",
                                "equals(@qparams['x, 1)",
                                "path-prefix('/x'",
                                "path-prefix('/x)",
                                "path-prefix('/x']",
                                "path-prefix['/x')",
                                "path-prefix('/x'))",
                                "path-prefix('/x',)",
                                "path-prefix(,'/x')",
                                "path-prefix('/x' '/y')",
                                "path-prefix('')",
                                "path-prefix('/x//y')",
                                "path-prefix('//')",
                                "path-prefix[paths='/x']",
                                "path-prefix[path=]",
                                "path-prefix[path==/x]",
                                "path-prefix[method='/x']",
                                "method(G-T)",
                                "method('')",
                                "method[path='GET']",
                                "path('/x') and",
                                "and path('/x')",
                                "path('/x') or or path('/y')",
                                "not",
                                "(path('/x')",
                                "path('/x') path('/y')",
                                "path('/x') && path('/y')",
                                "path('/x'); path('/y')",
                                "path-prefix{'/x'}"}) {
    INFO(predicate);
    CHECK(complaintOf(predicate).find("at line 1, column ") == 0);
  }
  CHECK(complaintOf("path('/x') andpath('/y')") ==
        "at line 1, column 12: got 'andpath', expected 'and', 'or' or the end");
}

TEST_CASE("conditions that no request can fulfil are refused, for their negation would hold for all") {
  for (const char* wrong :
       {"path-prefix('/c%20d')", "path('/%41')", "path-template('/c%2Fd/{id}')", "path('/a/../b')", "path('/./a')",
        "path('/c?page=1')", "path-prefix('/c#x')", "method(DELETEE)", "method(GET, PURGE)", "method(HEAD)",
        "method(OPTIONS, HEAD)", "equals(user.sub, alice)", "equals(@user.sub, a, b)", "in(value=a, array={b, c})"}) {
    INFO(wrong);
    CHECK_THROWS_AS(parsePredicate(wrong), PredicateError);
    CHECK_THROWS_AS(parsePredicate("not " + std::string(wrong)), PredicateError);
  }
  for (const char* good :
       {"path('/100%')", "path('/a b/...')", "path('/50%zz')", "method(GET, HEAD, OPTIONS)", "method(trace)",
        "equals(@user.sub, alice)", "equals(a, a)", "in(value=a, array={b, @user.groups})", "in(value=%m, array={GET})",
        "in(value=a, array={a})"}) {
    INFO(good);
    CHECK_NOTHROW(parsePredicate(good));
  }
}

TEST_CASE("nesting has an end") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "path('/x')" + std::string(depth, ')');
  };
  CHECK(complaintOf(nested(40)) == "none");
  CHECK(complaintOf(nested(60)) != "none");
  CHECK(complaintOf(nested(1'000'000)) != "none");
}

}  // namespace rest::api

// Which conditions no request can fulfil, and which paths conditions have in common.
#include "api/authorization/possibility.hpp"

#include "api/authorization/path_form.hpp"
#include "api/authorization/predicate_parser.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

/// "none", or the part that no request can fulfil.
std::string impossible(std::string_view text) {
  const Predicate predicate = parsePredicate(text).predicate;
  return Possibility(predicate).impossiblePart(predicate).value_or("none");
}

bool canHoldForStrangers(std::string_view text) {
  const Predicate predicate = parsePredicate(text).predicate;
  return Possibility(predicate, Askers::strangers).exists({Demand{&predicate}});
}

/// Whether the second holds whenever the first does.
bool implies(std::string_view first, std::string_view second) {
  const Predicate left = parsePredicate(first).predicate;
  const Predicate right = parsePredicate(second).predicate;
  const std::array<const Predicate*, 2> both{&left, &right};
  return !Possibility(both).exists({Demand{&left}, Demand{&right, false}});
}

}  // namespace

TEST_CASE("conditions that contradict each other are impossible together") {
  for (const char* text : {
           "method(GET) and method(PUT)",
           "method(GET, PUT) and not method(PUT) and not method(GET)",
           "equals(%m, get)",
           "equals(%m, GET) and method(PUT)",
           "in(value=@request.method, array={HEAD, OPTIONS})",
           "regex('^FOO$', value=%m)",
           "path('/a') and path('/b')",
           "path('/a') and path-prefix('/a/b')",
           "path-prefix('/a') and path-prefix('/b', '/c')",
           "path-template('/{x}') and path-template('/{x}/{y}')",
           "path-template('/a/*') and path('/a')",
           "path-template('/{x}/b') and path('/a/c')",
           "path('/a') and not path-prefix('/a')",
           "path-template('/{x}') and not path-template('/{y}')",
           "equals(%R, '/a') and path-prefix('/b')",
           "equals(%R, 'a')",
           "equals(%R, '/a/')",
           "equals(@user.sub, a) and equals(b, @user.sub)",
           "equals(@user.sub, a) and in(value=@user.sub, array={b, c})",
           "equals(@user.sub, a) and not equals(@user.sub, a)",
           "path-template('/{x}') and equals(${x}, a) and equals(${x}, b)",
           "regex('a') and not regex('a')",
           "qparams-contain(a) and qparams-blacklist(a)",
           "qparams-contain(a) and qparams-whitelist(b)",
           "qparams-contain(a, b) and qparams-size(1)",
           "qparams-size(1) and qparams-size(2)",
           "qparams-size(2) and qparams-whitelist(a)",
           "qparams-size(0) and equals(@qparams['a'], x)",
           "bson-request-contains(a.b) and bson-request-blacklist(a)",
           "bson-request-contains(a) and bson-request-whitelist(b, c)",
       }) {
    INFO(text);
    CHECK(impossible(text) == text);
    CHECK(impossible("path('/x') or (" + std::string(text) + ")") == text);
    CHECK(impossible("not (" + std::string(text) + ")") == text);
  }
}

TEST_CASE("an opposite is impossible where the condition always holds") {
  for (const char* text : {"not path-prefix('/')", "not method(GET, POST, PUT, PATCH, DELETE, TRACE)",
                           "not qparams-contain()", "not (method(GET) or not method(GET))"}) {
    INFO(text);
    CHECK(impossible(text) == text);
  }
}

TEST_CASE("conditions that some request fulfils are possible") {
  for (const char* text : {
           "method(GET, PUT) and method(PUT)",
           "method(GET) or method(PUT)",
           "(method(GET) or method(PUT)) and method(PUT, POST)",
           "not method(GET)",
           "path-prefix('/a') and path-prefix('/a/b')",
           "path-prefix('/a') and not path('/a')",
           "path-template('/{x}/*') and path-prefix('/a/b')",
           "path-template('/{x}/{y}') and path-template('/a/{y}') and not path('/a/b')",
           "equals(%R, '/a/b') and path-template('/a/{x}')",
           "equals(%R, '/')",
           "equals(@user.sub, a) and equals(@user.tenant, b)",
           "equals(@user.sub, @user.name) and not equals(@user.sub, a)",
           "in(value=@user.sub, array={a, b}) and not equals(@user.sub, a)",
           "in(value=a, array=@user.groups) and in(value=b, array=@user.groups)",
           "path-template('/{x}/*') and equals(${x}, a) and path-template('/a/{x}') and equals(${x}, b)",
           "qparams-contain(a) and qparams-whitelist(a, b) and qparams-size(2)",
           "bson-request-contains(a) and bson-request-blacklist(a.b)",
           "bson-request-contains(a.b) and bson-request-whitelist(a)",
           "bson-request-contains(a) and bson-request-whitelist(a.b)",
           "bson-request-contains(a.0.b) and bson-request-whitelist(a.b)",
           "bson-request-contains(a.b) and bson-request-blacklist(a.0.b)",
           "bson-request-contains($set.a) and bson-request-whitelist(a)",
           "bson-request-contains(a) and bson-request-blacklist($set)",
           "regex('a') and not regex('b')",
       }) {
    INFO(text);
    CHECK(impossible(text) == "none");
  }
}

TEST_CASE("requests without a user do not fulfil what is asked of one") {
  for (const char* text : {"equals(@user.sub, a)", "path('/c') and equals(%u, a)", "regex('a', value=@user.sub)",
                           "in(value=a, array=@user.groups)", "in(value=@request.userName, array={a})"}) {
    INFO(text);
    CHECK(!canHoldForStrangers(text));
    CHECK(canHoldForStrangers("not (" + std::string(text) + ")"));
    CHECK(canHoldForStrangers(std::string(text) + " or method(GET)"));
    CHECK(impossible(text) == "none");
  }
}

TEST_CASE("a condition is told to hold whenever another does") {
  CHECK(implies("path('/a')", "path-prefix('/a')"));
  CHECK(implies("path-template('/a/{x}') and method(GET)", "path-prefix('/a') and method(GET, PUT)"));
  CHECK(implies("equals(@user.sub, a)", "in(value=@user.sub, array={a, b})"));
  CHECK(implies("regex('x') and method(GET)", "regex('x')"));
  CHECK(implies("path('/a') or path('/b')", "path('/b') or path('/a', '/c')"));
  CHECK(!implies("path-prefix('/a')", "path('/a')"));
  CHECK(!implies("path('/a')", "path('/a') and method(GET)"));
  CHECK(!implies("regex('x')", "regex('y')"));
  // What a path gives to a variable depends on the template.
  CHECK(!implies("path-template('/a/{id}') and equals(${id}, x)", "path-template('/{id}/x') and equals(${id}, x)"));
}

TEST_CASE("endless alternatives are taken as possible") {
  const auto choices = [](const std::string& claim) {
    std::string text;
    for (int i = 0; i < 20; ++i) {
      const std::string name = "@user." + claim + std::to_string(i);
      text += " and (equals(" + name + ", x) or equals(" + name + ", y))";
    }
    return text;
  };
  CHECK(impossible("method(GET)" + choices("a") + choices("b")) == "none");
  CHECK(impossible("method(GET)" + choices("a") + choices("b") + " and method(PUT)") != "none");
  CHECK(impossible("method(GET)" + choices("a") + " and (method(PUT) or method(POST))" + choices("b")) == "none");
}

}  // namespace rest::api

#include "api/authorization/predicate.hpp"

#include "api/authorization/predicate_parser.hpp"
#include "api/authorization/undecided.hpp"
#include "api/request_error.hpp"
#include "budget/request_budget.hpp"
#include "tests/api/asked.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

using nlohmann::json;

bool holds(std::string_view predicate, Asked asked) {
  const AccessRequest request = asked.look();
  Captures captures;
  return parsePredicate(predicate).predicate.holds(request, captures);
}

Asked get(const std::string& target) {
  return {"GET", target};
}

Asked post(const std::string& body) {
  return Asked("POST", "/c").withBody(body);
}

Asked patch(const std::string& body) {
  return Asked("PATCH", "/c").withBody(body);
}

Asked by(const json& claims) {
  return get("/c").by(claims);
}

}  // namespace

TEST_CASE("the documents of a body are held while conditions look at them") {
  std::string body = "[{}";
  for (int i = 1; i < 1'000; ++i) body += ",{}";
  Asked asked = post(body + ']');
  const auto countWithin = [&](std::size_t memoryBytes) {
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits{.memoryBytes = memoryBytes}));
    return asked.look().bodies().size();
  };
  CHECK_THROWS_WITH(countWithin(20'000), jwtauth::tests::Contains("more than 20000 bytes of memory"));
  CHECK(countWithin(100'000) == 1'000);
}

TEST_CASE("a path template takes segments out of the path") {
  CHECK(holds("path-template('/users/{id}') and equals(${id}, 'alice')", get("/users/alice")));
  CHECK(!holds("path-template('/users/{id}') and equals(${id}, 'alice')", get("/users/bob")));
  CHECK(!holds("path-template('/users/{id}')", get("/users")));
  CHECK(!holds("path-template('/users/{id}')", get("/users/alice/x")));
  CHECK(holds("path-template[value=/{db}/{coll}] and equals[${db}/${coll}, 'a/b']", get("/a/b")));
  CHECK(holds("path-template('/{id}') and equals(${id}, 'a/b')", get("/a%2Fb")));
  CHECK(holds("path-template('/users/{id}/*')", get("/users/alice/x/y")));
  CHECK(!holds("path-template('/users/{id}/*')", get("/users/alice")));
}

TEST_CASE("a claim is compared with a part of the path") {
  const char* own = "path-template('/users/{id}') and equals(@user.sub, ${id})";
  CHECK(holds(own, get("/users/alice").by({})));
  CHECK(!holds(own, get("/users/bob").by({})));
  CHECK(!holds(own, get("/users/alice")));
  CHECK(holds("path-template[value=\"/acl/{id}\"] and equals[@user.sub, \"${id}\"]", get("/acl/alice").by({})));
  CHECK(holds("path-template[value=\"/acl/{id}\"] and equals[%u, \"${id}\"]", get("/acl/alice").by({})));
}

TEST_CASE("claims are found by name, by path, by index and by pointer") {
  const Asked user = by({{"address", {{"city", "Rome"}}},
                         {"groups", {"a", "b"}},
                         {"https://x.example/tenant", "acme"},
                         {"https://x.example/app", {{"level", 7}}},
                         {"a.b", "literal"},
                         {"a", {{"b", "nested"}}}});
  for (const char* predicate :
       {"equals(@user.address.city, Rome)", "equals(@user./address/city, Rome)", "equals(@user.groups.1, b)",
        "equals(@user.https://x.example/tenant, acme)", "equals(@user['https://x.example/tenant'], acme)",
        "equals(@user.https://x.example/app.level, 7)", "equals(@user.a.b, literal)", "equals(@user./a/b, nested)"}) {
    INFO(predicate);
    CHECK(holds(predicate, user));
  }
}

TEST_CASE("what has no value equals nothing, not even another such thing") {
  const Asked user = by({{"none", nullptr}, {"object", {{"a", 1}}}, {"list", {"a"}}, {"empty", ""}});
  CHECK(holds("equals(@user.empty, '')", user));
  for (const char* predicate :
       {"equals(@user.absent, '')", "equals(@user.absent, @user.absent)", "equals(@user.none, @user.none)",
        "equals(@user.none, null)", "equals(@user.object, @user.object)", "equals(@user.list, a)",
        "equals(@user.sub.x, alice)", "equals(@user.list.9, a)", "equals(@qparams['x'], @qparams['x'])",
        "equals(%{i,X-None}, %{i,X-None})", "in(value=@user.absent, array=@user.list)",
        "in(value=a, array=@user.absent)", "regex(pattern='.*', value=@user.absent)"}) {
    INFO(predicate);
    CHECK(!holds(predicate, user));
  }
}

TEST_CASE("numbers and booleans of claims are compared as their text") {
  const Asked user = by({{"n", 7}, {"b", true}, {"d", 1.5}, {"big", 9007199254740993}});
  CHECK(holds("equals(@user.n, 7) and equals(@user.b, 'true') and equals(@user.d, 1.5)", user));
  CHECK(holds("equals(@user.big, 9007199254740993)", user));
}

TEST_CASE("a value is looked for in an array claim, or in a list") {
  const char* own = "path-template('/{tenant}/data') and in(value=${tenant}, array=@user.tenants)";
  CHECK(holds(own, get("/acme/data").by({{"tenants", {"acme", "other"}}})));
  CHECK(!holds(own, get("/acm/data").by({{"tenants", {"acme", "other"}}})));
  CHECK(!holds(own, get("/acme/data").by({{"tenants", json::array()}})));
  CHECK(!holds(own, get("/acme/data").by({{"tenants", {"acme", {{"x", 1}}}}})));
  CHECK(!holds(own, get("/acme/data").by({})));
  CHECK(holds("in[value=%m, array={'GET', 'HEAD'}]", get("/")));
  CHECK(!holds("in[value=%m, array={'PUT', POST}]", get("/")));
}

TEST_CASE("attributes stand for parts of the request") {
  const Asked request = Asked("GET", "/a%20b/c?x=1&y=2").withField("X-Tenant", "acme").from("192.0.2.9").by({});
  for (const char* predicate :
       {"equals(%m, GET)", "equals(%{METHOD}, GET)", "equals(%U, '/a b/c')", "equals(%R, '/a b/c')",
        "equals(%{RELATIVE_PATH}, '/a b/c')", "equals(%{REQUEST_URL}, %U)", "equals(%q, 'x=1&y=2')",
        "equals(%{QUERY_STRING}, %q)", "equals(%{q,x}, 1)", "equals(@qparams['y'], 2)", "equals(%{i,x-tenant}, acme)",
        "equals(%a, '192.0.2.9')", "equals(@request.remoteIp, %a)", "equals(%u, alice)", "equals(@request.method, GET)",
        "equals('%m %R', 'GET /a b/c')", "equals('100%%', '100%%')", "equals(@request.path, %R)"}) {
    INFO(predicate);
    CHECK(holds(predicate, request));
  }
}

TEST_CASE("a parameter or a header that is given twice has no value") {
  CHECK(holds("equals(%{q,x}, 1)", get("/?x=1")));
  CHECK(!holds("equals(%{q,x}, 1)", get("/?x=1&x=2")));
  CHECK(!holds("equals(%{q,x}, 2)", get("/?x=1&x=2")));
  CHECK(holds("equals(%{i,X}, 1)", get("/").withField("X", "1")));
  CHECK(!holds("equals(%{i,X}, 1)", get("/").withField("X", "1").withField("x", "1")));
}

TEST_CASE("a pattern is looked for in the path unless it is told where") {
  CHECK(holds("regex('/[a-z]+/[0-9]+')", get("/users/7")));
  CHECK(holds("regex('/[a-z]+/[0-9]+')", get("/users/7/more")));
  CHECK(!holds("regex(pattern='/[a-z]+/[0-9]+', full-match=true)", get("/users/7/more")));
  CHECK(holds("regex[pattern=\"^a.*z$\", value=%{q,name}, case-sensitive=false]", get("/?name=AbcZ")));
  CHECK(!holds("regex[pattern=\"^a.*z$\", value=%{q,name}]", get("/?name=AbcZ")));
}

TEST_CASE("the groups of a pattern can be compared") {
  const char* own = "regex[pattern=\"/users/(.*?)\", value=\"%R\", full-match=true] and equals[%u, \"${1}\"]";
  CHECK(holds(own, get("/users/alice").by({})));
  CHECK(!holds(own, get("/users/bob").by({})));
  CHECK(!holds("regex('/(x)?users') and equals('', ${1})", get("/users").by({})));
}

TEST_CASE("a slash within a segment does not make two of it for a pattern") {
  CHECK(holds("regex(pattern='/open/.*', full-match=true)", get("/open/x")));
  CHECK(!holds("regex(pattern='/open/.*', full-match=true)", get("/open%2Fx")));
}

TEST_CASE("a pattern that takes too long lets nobody in, nor does its opposite") {
  const std::string path = '/' + std::string(3000, 'a') + '!';
  CHECK_THROWS_AS(holds("regex(pattern='/(a|aa)+[0-9]', full-match=true)", get(path)), Undecided);
  CHECK_THROWS_AS(holds("not regex(pattern='/(a|aa)+[0-9]', full-match=true)", get(path)), Undecided);
}

TEST_CASE("query parameters are required, allowed and forbidden by their names") {
  CHECK(holds("qparams-contain[page, pagesize]", get("/c?page=1&pagesize=2&x")));
  for (const char* target : {"/c?sort=n", "/c?sort_by=n"}) {
    CHECK(!holds("qparams-blacklist(sort)", get(target)));
    CHECK(!holds("qparams-blacklist(sort_by)", get(target)));
    CHECK(holds("qparams-whitelist(sort_by)", get(target)));
    CHECK(holds("equals(@qparams['sort_by'], n)", get(target)));
  }
  CHECK(!holds("qparams-contain[page, pagesize]", get("/c?page=1")));
  CHECK(holds("qparams-whitelist(page, pagesize)", get("/c?page=1&page=2")));
  CHECK(holds("qparams-whitelist(page, pagesize)", get("/c")));
  CHECK(!holds("qparams-whitelist(page, pagesize)", get("/c?page=1&filter={}")));
  CHECK(!holds("qparams-whitelist(page)", get("/c?p%61ge=1&%66ilter={}")));
  CHECK(holds("qparams-whitelist()", get("/c")));
  CHECK(!holds("qparams-whitelist()", get("/c?x")));
  CHECK(holds("qparams-blacklist(filter, sort)", get("/c?page=1")));
  CHECK(!holds("qparams-blacklist(filter, sort)", get("/c?page=1&filt%65r={}")));
  CHECK(holds("qparams-size(2)", get("/c?a=1&b=2&a=3")));
  CHECK(!holds("qparams-size[size=2]", get("/c?a=1")));
}

TEST_CASE("members of the body are required, allowed and forbidden by their names") {
  CHECK(holds("bson-request-contains(a, b)", post(R"({"a":1,"b":2,"c":3})")));
  CHECK(!holds("bson-request-contains(a, b)", post(R"({"a":1})")));
  CHECK(!holds("bson-request-contains(a)", post("")));
  CHECK(!holds("bson-request-contains(a)", post("{}")));
  CHECK(holds("bson-request-whitelist[_id, a, b]", post(R"({"_id":1,"a":{"z":1}})")));
  CHECK(holds("bson-request-whitelist[_id, a, b]", post("{}")));
  CHECK(!holds("bson-request-whitelist[_id, a, b]", post(R"({"a":1,"z":1})")));
  CHECK(holds("bson-request-blacklist(role)", post(R"({"a":1})")));
  CHECK(!holds("bson-request-blacklist(role)", post(R"({"a":1,"role":"admin"})")));
}

TEST_CASE("each document of an array is looked at") {
  CHECK(holds("bson-request-whitelist(a)", post(R"([{"a":1},{"a":2}])")));
  CHECK(!holds("bson-request-whitelist(a)", post(R"([{"a":1},{"z":2}])")));
  CHECK(!holds("bson-request-contains(a)", post(R"([{"a":1},{}])")));
  CHECK(!holds("bson-request-blacklist(z)", post(R"([{"a":1},{"z":2}])")));
}

TEST_CASE("a member cannot be written so that a list misses it") {
  for (const char* body :
       {R"({"role":1})", R"({"role.x":1})", R"({"role":{"x":1}})", R"({"$set":{"role":1}})", R"({"$set":{"role.x":1}})",
        R"({"$unset":{"role":1}})", R"({"$rename":{"a":"role"}})", R"({"$rename":{"role":"a"}})",
        R"([{"$set":{"role":1}}])", R"([{"$unset":"role"}])", R"([{"$unset":["a","role"]}])", R"({"$push":{"role":1}})",
        R"({"a":1,"$currentDate":{"role":true}})"}) {
    INFO(body);
    CHECK(!holds("bson-request-blacklist(role)", post(body)));
    CHECK(!holds("bson-request-whitelist(a)", post(body)));
  }
  CHECK(holds("bson-request-whitelist(a)", post(R"({"$set":{"a":1,"a.b":2},"$inc":{"a":1}})")));
  CHECK(holds("bson-request-blacklist(role)", post(R"({"$rename":{"a":"b"}})")));
}

TEST_CASE("a path names a member however the body writes it") {
  for (const char* body : {R"({"a":{"b":1}})", R"({"a.b":1})", R"({"a":[{"b":1}]})", R"({"a.0.b":1})",
                           R"({"$set":{"a.$[].b":1}})", R"({"a.b.c":1})", R"({"$set":{"a.$.b":1}})"}) {
    INFO(body);
    CHECK(!holds("bson-request-blacklist(a.b)", post(body)));
    CHECK(holds("bson-request-contains(a.b)", post(body)));
  }
  CHECK(holds("bson-request-blacklist(a.b)", post(R"({"a":{"c":1}})")));
  CHECK(holds("bson-request-whitelist(a.b)", post(R"({"a":{"b":1}})")));
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":{"b":1,"c":1}})")));
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":1})")));
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":{}})")));
}

TEST_CASE("each element of an array keeps to a list of paths") {
  CHECK(holds("bson-request-whitelist(a.b)", post(R"({"a":[{"b":1},{"b":{"c":1}}]})")));
  CHECK(holds("bson-request-whitelist(a.b)", post(R"({"a":[[{"b":1}]]})")));
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":[{"b":1},{"c":1}]})")));
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":[{"b":1},2]})")));
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":[]})")));
  // A number that is a name is no place.
  CHECK(!holds("bson-request-whitelist(a.b)", post(R"({"a":{"0":{"b":1}}})")));
  CHECK(holds("bson-request-contains(a.0.b)", post(R"({"a":{"0":{"b":1}}})")));
}

TEST_CASE("a condition on the body takes steps for each element and each name, however deep they are") {
  const auto stepsOf = [](const std::string& predicate, std::size_t depth, std::size_t elements) {
    std::string list = "0";
    for (std::size_t i = 1; i < elements; ++i) list += ",0";
    Asked asked = post(R"({"a":)" + std::string(depth, '[') + list + std::string(depth, ']') + '}');
    const AccessRequest request = asked.look();
    const Predicate parsed = parsePredicate(predicate).predicate;
    request.bodies();
    const auto budget = std::make_shared<RequestBudget>(RequestLimits());
    const RequestBudget::Scope scope(budget);
    Captures captures;
    CHECK(parsed.holds(request, captures) != predicate.starts_with("bson-request-whitelist"));
    return RequestLimits().steps - budget->stepsLeft();
  };
  const std::string fourNames = "bson-request-blacklist(a.w, a.x, a.y, a.z)";
  CHECK(stepsOf(fourNames, 1, 5'000) > 4 * 5'000);
  CHECK(stepsOf(fourNames, 50, 5'000) < stepsOf(fourNames, 1, 5'000) + 2'000);
  // The first element decides.
  CHECK(stepsOf("bson-request-whitelist(a.w)", 1, 5'000) < 100);
  CHECK(stepsOf("bson-request-contains(a.0)", 1, 5'000) < 100);
}

TEST_CASE("a place names one element") {
  CHECK(!holds("bson-request-blacklist(a.0.b)", post(R"({"a":[{"b":1}]})")));
  CHECK(holds("bson-request-blacklist(a.0.b)", post(R"({"a":[{"c":1},{"b":1}]})")));
  CHECK(holds("bson-request-contains(a.1.b)", post(R"({"a":[{"c":1},{"b":1}]})")));
  CHECK(!holds("bson-request-contains(a.0.b)", post(R"({"a":[{"c":1},{"b":1}]})")));
  CHECK(holds("bson-request-whitelist(a.0.b)", post(R"({"a.0.b":1})")));
  CHECK(!holds("bson-request-whitelist(a.0.b)", post(R"({"a.1.b":1})")));
  for (const char* anyPlace :
       {R"({"$set":{"a.$.b":1}})", R"({"$set":{"a.$[].b":1}})", R"({"$push":{"a":{"b":1}}})",
        R"({"$push":{"a":{"$each":[{"b":1}]}}})", R"({"$addToSet":{"a":{"$each":[{"c":1},{"b":1}]}}})"}) {
    INFO(anyPlace);
    CHECK(!holds("bson-request-blacklist(a.0.b)", patch(anyPlace)));
    CHECK(!holds("bson-request-contains(a.0.b)", patch(anyPlace)));
    CHECK(!holds("bson-request-whitelist(a.0.b)", patch(anyPlace)));
    CHECK(!holds("bson-request-blacklist(a.b)", patch(anyPlace)));
    CHECK(holds("bson-request-contains(a.b)", patch(anyPlace)));
  }
}

TEST_CASE("what takes away or replaces a member's object changes the member") {
  for (const char* body :
       {R"({"a":{"c":1}})", R"({"a":1})", R"({"$set":{"a":{}}})", R"({"$unset":{"a":""}})", R"({"$rename":{"a":"x"}})",
        R"({"$rename":{"x":"a"}})", R"({"$pull":{"a":{"c":1}}})", R"({"$pop":{"a":1}})", R"([{"$set":{"a":"$x"}}])",
        R"([{"$unset":"a"}])", R"([{"$set":{"a":{"$mergeObjects":["$x"]}}}])"}) {
    INFO(body);
    CHECK(!holds("bson-request-blacklist(a.b)", patch(body)));
    CHECK(!holds("bson-request-whitelist(a.b)", patch(body)));
    CHECK(!holds("bson-request-contains(a.b)", patch(body)));
  }
  CHECK(holds("bson-request-blacklist(a.b)", patch(R"({"a.c":1,"$push":{"a":{"c":1}}})")));
  CHECK(holds("bson-request-blacklist(a.b)", patch(R"({"$push":{"a":{"$each":[{"c":1}],"$sort":{"b":1}}}})")));
  CHECK(holds("bson-request-blacklist(a.b)", post(R"({"a":{"c":1}})")));
}

TEST_CASE("an operator is named with what it changes, or as a whole") {
  CHECK(!holds("bson-request-blacklist($unset)", patch(R"({"$unset":{"a":""}})")));
  CHECK(!holds("bson-request-blacklist($unset)", patch(R"([{"$unset":"a"}])")));
  CHECK(holds("bson-request-blacklist($unset)", patch(R"({"$set":{"a":1},"b":1})")));
  CHECK(!holds("bson-request-blacklist($inc.n)", patch(R"({"$inc":{"n":1}})")));
  CHECK(holds("bson-request-blacklist($inc.n)", patch(R"({"$inc":{"m":1},"$set":{"n":1}})")));
  CHECK(holds("bson-request-contains($inc.n)", patch(R"({"$inc":{"n":1}})")));
  CHECK(!holds("bson-request-contains($inc)", patch(R"({"n":1})")));
  CHECK(holds("bson-request-whitelist($inc, a)", patch(R"({"$inc":{"n":1},"$set":{"a":1}})")));
  CHECK(!holds("bson-request-whitelist($inc.n, a)", patch(R"({"$inc":{"m":1}})")));
  CHECK(!holds("bson-request-whitelist($inc)", patch(R"({"$set":{"n":1}})")));
}

TEST_CASE("of documents that differ neither a condition holds nor its opposite") {
  const char* mixed = R"([{"role":1},{"a":1}])";
  for (const char* condition : {"bson-request-contains(role)", "bson-request-blacklist(role)",
                                "bson-request-whitelist(a)", "(bson-request-contains(role) and path('/c'))",
                                "(path('/d') or bson-request-contains(role))", "not bson-request-blacklist(role)"}) {
    INFO(condition);
    CHECK(!holds(condition, post(mixed)));
    CHECK(!holds("not " + std::string(condition), post(mixed)));
  }
  CHECK(holds("not bson-request-contains(role)", post(R"([{"a":1},{"b":1}])")));
  CHECK(holds("not not bson-request-contains(role)", post(R"([{"role":1},{"role":2}])")));
  const char* stages = R"([{"$set":{"role":1}},{"$set":{"a":1}}])";
  CHECK(!holds("not bson-request-contains(role)", patch(stages)));
  CHECK(holds("bson-request-contains(role, a)", patch(stages)));
  CHECK(!holds("bson-request-contains(role, b)", patch(stages)));
  CHECK(holds("not bson-request-contains(role, b)", patch(stages)));
  CHECK(!holds("bson-request-blacklist(role)", patch(stages)));
}

TEST_CASE("an empty array of documents contains nothing") {
  CHECK(!holds("bson-request-contains(a)", post("[]")));
  CHECK(holds("bson-request-whitelist(a)", post("[]")));
  CHECK(holds("bson-request-blacklist(a)", post("[]")));
}

TEST_CASE("of operators that may change anything it cannot be told what they change") {
  for (const char* body : {R"([{"$replaceWith":"$x"}])", R"([{"$project":{"role":1}}])", R"({"$set":1})",
                           R"({"$unknown":{"a":1}})", R"({"$rename":{"a":1}})"}) {
    INFO(body);
    CHECK_THROWS_AS(holds("bson-request-blacklist(role)", post(body)), Undecided);
    CHECK_THROWS_AS(holds("not bson-request-contains(role)", post(body)), Undecided);
    CHECK_THROWS_AS(holds("bson-request-whitelist(a)", post(body)), Undecided);
  }
}

TEST_CASE("a body that is no JSON is the client's mistake, when a condition looks at it") {
  CHECK_THROWS_AS(holds("bson-request-contains(a)", post("{a:1}")), RequestError);
  CHECK_THROWS_AS(holds("not bson-request-contains(a)", post("[1]")), RequestError);
  CHECK(!holds("path('/other') and bson-request-contains(a)", post("{a:1}")));
  CHECK(holds("path('/c') or bson-request-contains(a)", post("{a:1}")));
}

TEST_CASE("members of the body are compared by their paths") {
  CHECK(holds("equals(@request.body.payment.method, card)", post(R"({"payment":{"method":"card"}})")));
  CHECK(holds("equals(@request.body.items.1.n, 7)", post(R"({"items":[{},{"n":7}]})")));
  CHECK(holds("equals(@request.body.a, 1)", post(R"([{"a":1}])")));
  CHECK(!holds("equals(@request.body.a, 1)", post(R"([{"a":1},{"a":1}])")));
  CHECK(!holds("equals(@request.body.a, 1)", post(R"({"a":{"$numberLong":"2"}})")));
}

TEST_CASE("that a member of the body has another value cannot be told of several documents or of operators") {
  for (const char* condition :
       {"not equals(@request.body.role, admin)", "not in(value=@request.body.role, array={admin})",
        "not regex(pattern='^admin$', value=@request.body.role)",
        "not (path('/c') and equals(@request.body.role, admin))"}) {
    INFO(condition);
    CHECK(holds(condition, post(R"({"role":"user"})")));
    CHECK(holds(condition, post("{}")));
    CHECK(!holds(condition, post(R"({"role":"admin"})")));
    CHECK_THROWS_AS(holds(condition, post(R"([{"role":"admin"},{"role":"user"}])")), Undecided);
    CHECK_THROWS_AS(holds(condition, patch(R"({"$set":{"role":"admin"}})")), Undecided);
    CHECK_THROWS_AS(holds(condition, patch(R"([{"$set":{"role":"admin"}}])")), Undecided);
  }
  CHECK(!holds("equals(@request.body.role, admin)", patch(R"({"$set":{"role":"admin"}})")));
}

}  // namespace rest::api

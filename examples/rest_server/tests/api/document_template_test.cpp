#include "api/authorization/document_template.hpp"

#include "document/json.hpp"
#include "tests/api/asked.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

using nlohmann::json;
using Use = DocumentTemplate::Use;

std::string written(const Document& document) {
  std::string text;
  appendJson(text, document);
  return text;
}

std::string filled(std::string_view text, Asked asked, Use use = Use::filter) {
  const AccessRequest request = asked.look();
  Captures captures;
  captures[0] = "acme";
  return written(DocumentTemplate(text, use, {"tenant"}).filledFor(request, captures));
}

/// What is said of the gap; "none" when there is none.
std::string gapIn(std::string_view text, Asked asked, Use use = Use::filter) {
  try {
    filled(text, std::move(asked), use);
  } catch (const TemplateGap& gap) {
    return gap.what();
  }
  return "none";
}

std::string mistakeIn(std::string_view text, Use use = Use::filter) {
  try {
    DocumentTemplate(text, use, {"tenant"});
  } catch (const TemplateError& error) {
    return error.what();
  }
  return "none";
}

Asked userWith(const json& claims) {
  return Asked("GET", "/c?page=3").by(claims);
}

}  // namespace

TEST_CASE("a template without variables is the document itself") {
  const DocumentTemplate plain(R"({"a":{"$gt":1},"b":"50%","c":"alice@example.com"})", Use::filter, {});
  CHECK(!plain.hasVariables());
  CHECK(filled(R"({"a":{"$gt":1},"b":"50%"})", userWith({})) == R"({"a":{"$gt":1},"b":"50%"})");
  CHECK(DocumentTemplate().isEmpty());
  CHECK(filled("{}", userWith({})) == "{}");
}

TEST_CASE("variables become values of their own types") {
  const Asked user = userWith({{"n", 7}, {"b", true}, {"groups", {"a", "b"}}, {"address", {{"city", "Rome"}}}});
  CHECK(filled(R"({"owner":"@user.sub"})", user) == R"({"owner":"alice"})");
  CHECK(filled(R"({"n":"@user.n","b":"@user.b","c":"@user.address.city","g":"@user.groups.1"})", user) ==
        R"({"n":7,"b":true,"c":"Rome","g":"b"})");
  CHECK(filled(R"({"group":{"$in":"@user.groups"}})", user) == R"({"group":{"$in":["a","b"]}})");
  CHECK(filled(R"({"group":{"$in":["@user.sub","public"]}})", user) == R"({"group":{"$in":["alice","public"]}})");
  CHECK(filled(R"({"address":"@user.address"})", user) == R"({"address":{"city":"Rome"}})");
  CHECK(filled(R"({"tenant":"${tenant}","key":"${tenant}/x"})", user) == R"({"tenant":"acme","key":"acme/x"})");
  CHECK(filled(R"({"page":"@qparams['page']","m":"@request.method"})", user) == R"({"page":"3","m":"GET"})");
}

TEST_CASE("now is a date") {
  const auto moment = AccessRequest::Time(std::chrono::milliseconds(1'700'000'000'123));
  CHECK(filled(R"({"until":{"$gt":"@now"}})", userWith({}).at(moment)) ==
        R"({"until":{"$gt":{"$date":1700000000123}}})");
}

TEST_CASE("filters may nest what they compare") {
  CHECK(filled(R"({"$or":[{"public":true},{"$and":[{"owner":"@user.sub"},{"n":{"$not":{"$gt":5}}}]}]})",
               userWith({})) == R"({"$or":[{"public":true},{"$and":[{"owner":"alice"},{"n":{"$not":{"$gt":5}}}]}]})");
  CHECK(filled(R"({"shares":{"$elemMatch":{"with":"@user.sub","how":{"$in":["r","w"]}}}})", userWith({})) ==
        R"({"shares":{"$elemMatch":{"with":"alice","how":{"$in":["r","w"]}}}})");
  CHECK(filled(R"({"x":{"$elemMatch":{"$eq":"@user.sub"}}})", userWith({})) ==
        R"({"x":{"$elemMatch":{"$eq":"alice"}}})");
}

TEST_CASE("operators that are written as RESTHeart stores them are read as operators") {
  CHECK(filled(R"({"_$or":[{"a":1},{"b":{"_$gt":2}}]})", userWith({})) == R"({"$or":[{"a":1},{"b":{"$gt":2}}]})");
}

TEST_CASE("a claim cannot become an operator") {
  for (const json& hostile :
       {json{{"$ne", nullptr}}, json{{"$gt", ""}}, json{{"$exists", true}}, json{{"$in", {1}}}, json{{"$regex", ".*"}},
        json{{"a", {{"$ne", 1}}}}, json{{{"$ne", 1}}}, json{{"$where", "1"}}, json{{"$oid", "0"}}}) {
    INFO(hostile.dump());
    const Asked user = userWith({{"dept", hostile}, {"depts", {hostile}}});
    CHECK(gapIn(R"({"dept":"@user.dept"})", user) == "@user.dept holds operators, a pattern or null");
    CHECK(gapIn(R"({"dept":{"$eq":"@user.dept"}})", user) != "none");
    CHECK(gapIn(R"({"dept":{"$in":"@user.depts"}})", user) != "none");
    CHECK(gapIn(R"({"dept":{"$in":["@user.dept"]}})", user) != "none");
    CHECK(gapIn(R"({"dept":"@user.dept"})", user, Use::members) != "none");
  }
}

TEST_CASE("a text that looks like an operator, a field or a variable stays a text") {
  for (const char* text : {"$ne", "$secret", "@user.sub", "${tenant}", "\",\"$or\":[{}],\"x\":\"", "{\"$ne\":1}"}) {
    INFO(text);
    CHECK(filled(R"({"dept":"@user.dept"})", userWith({{"dept", text}})) == "{\"dept\":" + json(text).dump() + "}");
  }
}

TEST_CASE("a body cannot bring operators or patterns into a filter") {
  const auto asked = [](const std::string& body) { return Asked("POST", "/c").by({}).withBody(body); };
  CHECK(filled(R"({"a":"@request.body.a"})", asked(R"({"a":{"$oid":"0123456789abcdef01234567"}})")) ==
        R"({"a":{"$oid":"0123456789abcdef01234567"}})");
  for (const char* body : {R"({"a":{"$regularExpression":{"pattern":".*","options":""}}})", R"({"a":null})",
                           R"({"a":[null]})", R"({"a":{"$minKey":1}})", R"({"a":{"$ne":1}})", R"({"b":1})", "{}"}) {
    INFO(body);
    CHECK(gapIn(R"({"a":"@request.body.a"})", asked(body)) != "none");
  }
}

TEST_CASE("a missing value is a gap, for null would match whatever lacks the field") {
  const Asked user = userWith({{"none", nullptr}, {"list", json::array({nullptr})}});
  CHECK(gapIn(R"({"owner":"@user.sub"})", user) == "none");
  CHECK(gapIn(R"({"owner":"@user.absent"})", user) == "@user.absent has no value");
  CHECK(gapIn(R"({"owner":"@user.none"})", user) == "@user.none has no value");
  CHECK(gapIn(R"({"owner":{"$ne":"@user.absent"}})", user) != "none");
  CHECK(gapIn(R"({"owner":{"$in":"@user.list"}})", user) != "none");
  CHECK(gapIn(R"({"$or":[{"public":true},{"owner":"@user.absent"}]})", user) != "none");
  CHECK(gapIn(R"({"owner":"@user.sub"})", Asked("GET", "/c")) == "@user.sub has no value");
  CHECK(gapIn(R"({"x":"@qparams['x']"})", user) != "none");
}

TEST_CASE("where a list is compared, only a list is taken") {
  CHECK(gapIn(R"({"a":{"$in":"@user.sub"}})", userWith({})) == "@user.sub is not an array");
  CHECK(filled(R"({"a":{"$in":"@user.groups"}})", userWith({{"groups", json::array()}})) == R"({"a":{"$in":[]}})");
}

TEST_CASE("a variable in the place of a condition, a pattern or an expression is a mistake") {
  CHECK(mistakeIn(R"({"a":"@user.x"})") == "none");
  for (const char* text :
       {R"({"$or":"@user.x"})", R"({"$or":["@user.x"]})", R"({"$and":[{"a":1},"@user.x"]})", R"({"$expr":"@user.x"})",
        R"({"$expr":{"$eq":["$a","@user.x"]}})", R"({"$where":"@user.x"})", R"({"a":{"$regex":"@user.x"}})",
        R"({"a":{"$not":"@user.x"}})", R"({"a":{"$elemMatch":"@user.x"}})", R"({"a":{"$exists":"@user.x"}})",
        R"({"a":{"$not":{"$regex":"${tenant}"}}})", R"({"$comment":"@user.x"})", R"({"$text":{"$search":"@user.x"}})",
        R"({"_$or":["@user.x"]})", R"({"a":{"$elemMatch":{"$or":["@user.x"]}}})"}) {
    INFO(text);
    CHECK(mistakeIn(text) != "none");
  }
}

TEST_CASE("variables that there are not are mistakes") {
  for (const char* text : {R"({"a":"@usr.x"})", R"({"a":"@user"x})", R"({"a":"${other}"})", R"({"a":"@request.x"})",
                           R"({"a":"@filter"})", R"({"a":"@now.x"})", "[]", "", "x", R"({"a":1} x)"}) {
    INFO(text);
    CHECK(mistakeIn(text) != "none");
    CHECK(mistakeIn(text, Use::members) != "none");
  }
  CHECK(mistakeIn(R"({"$set":{"a":1}})", Use::members) != "none");
}

TEST_CASE("members may log the request") {
  const Asked asked = Asked("HEAD", "/c/one").by({}).from("192.0.2.9").at(AccessRequest::Time(std::chrono::seconds(1)));
  CHECK(filled(R"({"log":"@request"})", asked, Use::members) ==
        R"({"log":{"userName":"alice","requestMethod":"GET","relativePath":"/c/one","remoteIp":"192.0.2.9",)"
        R"("epochTimeStamp":1000,"dateTimeStamp":{"$date":1000}}})");
}

TEST_CASE("filters that no store takes are refused when they are read, those with variables included") {
  const auto isTaken = [](const char* json) {
    try {
      DocumentTemplate(json, DocumentTemplate::Use::filter, {});
      return true;
    } catch (const TemplateError&) {
      return false;
    }
  };
  for (const char* wrong : {R"({"x":{"$foo":1}})", R"({"$foo":[]})", R"({"$or":[]})", R"({"$and":{"a":1}})",
                            R"({"x":{"$in":1}})", R"({"x":{"$size":-1}})", R"({"x":{"$not":{}}})",
                            R"({"x":{"$elemMatch":{"$foo":1}}})", R"({"x":"@user.sub","y":{"$foo":1}})"}) {
    INFO(wrong);
    CHECK(!isTaken(wrong));
  }
  for (const char* good : {R"({"x":{"$in":"@user.groups"}})", R"({"_$or":[{"x":{"$nin":["@user.sub"]}},{"y":null}]})",
                           R"({"x":{"$not":{"$gt":"@now"}}})", R"({"$expr":{"$eq":["$a","$b"]}})",
                           R"({"x":{"$elemMatch":{"y":{"$all":"@user.groups"}}}})"}) {
    INFO(good);
    CHECK(isTaken(good));
  }
}

TEST_CASE("projections whose paths meet, or have an empty part, are refused when they are read") {
  for (const char* wrong :
       {R"({"a":0,"a.b":0})", R"({"a.b":1,"a":1})", R"({"a.":0})", R"({".a":0})", R"({"a..b":0})"}) {
    INFO(wrong);
    CHECK_THROWS_AS(checkedProjection(wrong), TemplateError);
  }
  for (const char* good : {R"({"a.b":0,"a.c":0})", R"({"a":1,"ab":1,"_id":0})", "{}"}) {
    INFO(good);
    CHECK_NOTHROW(checkedProjection(good));
  }
}

TEST_CASE("a projection shows some members or hides some") {
  const auto projection = [](std::string_view text) {
    try {
      return written(checkedProjection(text));
    } catch (const TemplateError& error) {
      return std::string("mistake");
    }
  };
  CHECK(projection(R"({"secret":0,"a.b":0})") == R"({"secret":0,"a.b":0})");
  CHECK(projection(R"({"a":1,"_id":0})") == R"({"a":1,"_id":0})");
  CHECK(projection(R"({"a":true})") == R"({"a":true})");
  for (const char* text : {R"({"a":1,"b":0})", R"({"a":"x"})", R"({"a":{"b":0}})", R"({"a.$":1})", R"({"":0})",
                           R"({"a":{"$slice":1}})", R"({"a":"@user.sub"})", "[]"}) {
    INFO(text);
    CHECK(projection(text) == "mistake");
  }
}

}  // namespace rest::api

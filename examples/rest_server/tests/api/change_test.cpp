#include "api/request/change.hpp"

#include "api/request_error.hpp"
#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

const ObjectId etag = *ObjectId::fromHex("0123456789abcdef01234567");
constexpr const char* tag = R"({"$oid":"0123456789abcdef01234567"})";

std::string written(const Document& document) {
  std::string text;
  appendJson(text, document);
  return text;
}

std::string modified(std::string_view body, std::string_view merged = "{}") {
  return written(modification(parseJsonContainer(body), parseJson(merged), etag).body);
}

std::string document(std::string_view body, std::string_view merged = "{}") {
  return written(documentFrom(parseJson(body), parseJson(merged)));
}

/// The status that a call is refused with; 0 when it is not.
template <class Call>
int refusal(Call call) {
  try {
    call();
    return 0;
  } catch (const RequestError& error) {
    return error.status();
  }
}

}  // namespace

TEST_CASE("members of a PATCH are set beside its operators, with a new tag") {
  const std::string ending = std::string(R"(,"_etag":)") + tag + "}";
  CHECK(modified(R"({"a":1,"b.c":2})") == R"({"$set":{"a":1,"b.c":2)" + ending + "}");
  CHECK(modified(R"({"$inc":{"n":1},"a":null})") == R"({"$set":{"a":null)" + ending + R"(,"$inc":{"n":1}})");
  CHECK(modified(R"({"$set":{"a":1},"b":2})") == R"({"$set":{"a":1,"b":2)" + ending + "}");
  CHECK(modified(R"({"_id":1,"_etag":"x","a":1})") == R"({"$set":{"a":1)" + ending + "}");
}

TEST_CASE("what a permission adds to every body cannot be set otherwise") {
  const std::string ending = std::string(R"(,"_etag":)") + tag + "}}";
  CHECK(modified(R"({"owner":"me","a":1})", R"({"owner":"you"})") == R"({"$set":{"a":1,"owner":"you")" + ending);
  CHECK(refusal([] { modified(R"({"$set":{"owner":"me"}})", R"({"owner":"you"})"); }) == 400);
  CHECK(document(R"({"owner":"me","a":1})", R"({"owner":"you"})") == R"({"a":1,"owner":"you"})");
  // A dotted name would change what was added.
  CHECK(refusal([] { document(R"({"owner.name":"me"})", R"({"owner":"you"})"); }) == 400);
}

TEST_CASE("a pipeline ends with what a permission adds and the new tag, as values") {
  CHECK(modified(R"([{"$set":{"a":1}}])", R"({"owner":"$secret"})") ==
        std::string(R"({"0":{"$set":{"a":1}},"1":{"$set":{"owner":{"$literal":"$secret"},"_etag":)") + tag + "}}}");
  CHECK(refusal([] { modified("[]"); }) == 400);
  CHECK(refusal([] { modified("[1]"); }) == 406);
}

TEST_CASE("a PATCH that is none is refused") {
  CHECK(refusal([] { modified(R"({"a":1})"); }) == 0);
  CHECK(refusal([] { modified("{}"); }) == 400);
  CHECK(refusal([] { modified(R"({"$inc":1})"); }) == 400);
  CHECK(refusal([] { modified(R"({"a":1,"$set":{"a":2}})"); }) == 400);
}

TEST_CASE("a document takes $currentDate as a value and no other operator") {
  const Document made = documentFrom(parseJson(R"({"a":1,"$currentDate":{"d":true,"t":{"$type":"timestamp"}}})"), {});
  CHECK(written(made).starts_with(R"({"a":1,"d":{"$date":)"));
  CHECK(written(made).find(R"("t":{"$timestamp":{"t":)") != std::string::npos);
  for (const char* body : {R"({"$set":{"a":1}})", R"({"$inc":{"a":1}})", R"({"$currentDate":1})"}) {
    INFO(body);
    CHECK(refusal([body] { document(body); }) == 400);
  }
  CHECK(refusal([] { document(R"({"_id":[1]})"); }) == 406);
}

TEST_CASE("a date of $currentDate neither doubles a member nor takes the place of one that every body is given") {
  CHECK(document(R"({"a":1,"$currentDate":{"owner":true}})", R"({"owner":"me"})") == R"({"a":1,"owner":"me"})");
  for (const char* body : {R"({"a":1,"$currentDate":{"a":true}})", R"({"$currentDate":{"a":true},"a":1})",
                           R"({"_id":1,"$currentDate":{"_id":true}})", R"({"a.b":1,"$currentDate":{"a":true}})",
                           R"({"$currentDate":{"$a":true}})"}) {
    INFO(body);
    CHECK(refusal([body] { document(body); }) == 400);
  }
  CHECK(refusal([] { document(R"({"$currentDate":{"owner.x":true}})", R"({"owner":"me"})"); }) == 400);
}

TEST_CASE("the elements of an array are documents, and there is at least one") {
  CHECK(elementsOf(parseJsonContainer(R"([{"a":1},{}])").document).size() == 2);
  CHECK(refusal([] { elementsOf(parseJsonContainer("[]").document); }) == 400);
  CHECK(refusal([] { elementsOf(parseJsonContainer(R"([{},1])").document); }) == 406);
  CHECK(refusal([] { elementsOf(parseJsonContainer("[[]]").document); }) == 406);
}

TEST_CASE("an array has at most 100,000 documents") {
  std::string most = "[{}";
  for (int i = 1; i < 100'000; ++i) most += ",{}";
  CHECK(elementsOf(parseJsonContainer(most + ']').document).size() == 100'000);
  CHECK_THROWS_WITH(elementsOf(parseJsonContainer(most + ",{}]").document), "the body has more than 100000 documents");
}

}  // namespace rest::api

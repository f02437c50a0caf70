#include "src/json/json_value.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("a JSON string is decoded with all its escapes") {
  CHECK(JsonValue(R"("a\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00z")").string()->decoded() ==
        "a\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");
  CHECK(JsonValue(R"("\u0000")").string()->decoded() == std::string(1, '\0'));
  CHECK(JsonValue(R"("")").string()->decoded().empty());
}

TEST_CASE("a JSON string equals its decoded text and nothing else") {
  const JsonString escaped = *JsonValue(R"("R\u0053256")").string();
  CHECK(escaped.equals("RS256"));
  CHECK_FALSE(escaped.equals("RS25"));
  CHECK_FALSE(escaped.equals("RS2567"));
  CHECK_FALSE(escaped.equals(R"(R\u0053256)"));
  const JsonString plain = *JsonValue(R"("RS256")").string();
  CHECK(std::is_eq(plain.compare(escaped)));
  CHECK(std::is_eq(escaped.compare(plain)));
  CHECK(plain.hash() == escaped.hash());
  CHECK(std::is_lt(plain.compare(*JsonValue(R"("rs256")").string())));
}

TEST_CASE("a value answers only the question for its own type") {
  CHECK(JsonValue("null").isNull());
  CHECK(JsonValue("true").boolean() == true);
  CHECK(JsonValue("false").boolean() == false);
  CHECK_FALSE(JsonValue("1").boolean());
  CHECK_FALSE(JsonValue("\"1\"").number());
  CHECK_FALSE(JsonValue("null").string());
  CHECK_FALSE(JsonValue("[\"a\"]").string());
  CHECK_FALSE(JsonValue("[]").member("a"));
  CHECK_FALSE(JsonValue("{}").element(0));
}

TEST_CASE("numbers are read without wrapping") {
  CHECK(JsonValue("18446744073709551615").number() == 18446744073709551615.0);
  CHECK_FALSE(JsonValue("18446744073709551615").integer());
  CHECK(JsonValue("9223372036854775807").integer() == INT64_MAX);
  CHECK(JsonValue("-9223372036854775808").integer() == INT64_MIN);
  CHECK_FALSE(JsonValue("9223372036854775808").integer());
  CHECK_FALSE(JsonValue("1.0").integer());
  CHECK_FALSE(JsonValue("1e3").integer());
  CHECK(JsonValue("1e3").number() == 1000);
  CHECK(JsonValue("-0.5").number() == -0.5);
}

TEST_CASE("a JSON Pointer finds what RFC 6901 5 says") {
  const JsonValue document(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"k\"l":6," ":7,"m~n":8})");
  const auto textAt = [&](std::string_view pointer) {
    const auto value = document.at(pointer);
    return value ? std::string(value->text()) : std::string("none");
  };
  CHECK(textAt("") == document.text());
  CHECK(textAt("/foo") == R"(["bar","baz"])");
  CHECK(textAt("/foo/0") == R"("bar")");
  CHECK(textAt("/foo/1") == R"("baz")");
  CHECK(textAt("/") == "0");
  CHECK(textAt("/a~1b") == "1");
  CHECK(textAt("/c%d") == "2");
  CHECK(textAt("/e^f") == "3");
  CHECK(textAt("/g|h") == "4");
  CHECK(textAt("/k\"l") == "6");
  CHECK(textAt("/ ") == "7");
  CHECK(textAt("/m~0n") == "8");
  for (const std::string_view missing :
       {"/nope", "/foo/2", "/foo/01", "/foo/-", "/foo/-1", "/foo/0/x", "/a/b", "/foo/"}) {
    CAPTURE(missing);
    CHECK(textAt(missing) == "none");
  }
}

TEST_CASE("a claim is found by its literal name, dots and slashes included") {
  const JsonValue claims(R"({"https://example.com/roles":["a"],"app.role":"b","app":{"role":"c"}})");
  CHECK(findByNameOrPointer(claims, "https://example.com/roles")->text() == R"(["a"])");
  CHECK(findByNameOrPointer(claims, "app.role")->text() == R"("b")");
  CHECK(findByNameOrPointer(claims, "/app/role")->text() == R"("c")");
  CHECK(findByNameOrPointer(claims, "/https:~1~1example.com~1roles/0")->text() == R"("a")");
}

TEST_CASE("items of containers are walked past strings that hold brackets and quotes") {
  const JsonValue array(R"([ "]\"" , {"a":"}","b":["[",2]} , -1 , [] , {} ])");
  std::vector<std::string> texts;
  JsonValue::Items items = array.items();
  while (const auto item = items.next()) texts.emplace_back(item->value.text());
  CHECK(texts == std::vector<std::string>{R"("]\"")", R"({"a":"}","b":["[",2]})", "-1", "[]", "{}"});
  CHECK_FALSE(JsonValue("[ ]").items().next());
  CHECK_FALSE(JsonValue("7").items().next());
}

TEST_CASE("the value of a document is what stands between its white space") {
  CHECK(valueOfDocument(" \n{\"a\":1}\t").text() == "{\"a\":1}");
}

}  // namespace
}  // namespace jwtauth::tests

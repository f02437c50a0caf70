#include "src/json/strict_json.hpp"

#include <algorithm>
#include <vector>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::string_literals;

JsonFault faultOf(std::string_view text) {
  return checkJsonObject(text);
}

std::string nested(int depth, std::string_view open, std::string_view close) {
  std::string text = R"({"a":)";
  for (int i = 1; i < depth; ++i) text += open;
  text += "1";
  for (int i = 1; i < depth; ++i) text += close;
  return text + "}";
}

TEST_CASE("a strict JSON object hands out its members in order, each with its text") {
  StrictJsonObject object(R"( { "a" : "x" , "b":[1, {"c":null}] ,"d":-1.5e3, "e":true,"f":{} } )");
  std::vector<std::pair<std::string, std::string>> seen;
  while (const auto item = object.next()) seen.emplace_back(item->name.decoded(), item->value.text());
  CHECK(object.fault() == JsonFault::none);
  CHECK(seen == std::vector<std::pair<std::string, std::string>>{
                    {"a", "\"x\""}, {"b", "[1, {\"c\":null}]"}, {"d", "-1.5e3"}, {"e", "true"}, {"f", "{}"}});
}

TEST_CASE("an empty object has no members and no fault") {
  CHECK(faultOf("{}") == JsonFault::none);
  CHECK(faultOf(" {\n} ") == JsonFault::none);
}

TEST_CASE("what is not one JSON object is refused") {
  const std::string text =
      GENERATE(as<std::string>(), "", " ", "[]", "1", "\"a\"", "null", "true", "\xef\xbb\xbf{}", "\0{}"s, "x{}");
  CAPTURE(text);
  CHECK(faultOf(text) == JsonFault::notAnObject);
}

TEST_CASE("what RFC 8259 does not allow is refused") {
  const std::string text = GENERATE(
      as<std::string>(), "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}",
      "{\"a\":1}x", "{\"a\":1}\0"s, "{\"a\":1}{}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":01}",
      "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":-}", "{\"a\":0x1}", "{\"a\":tru}",
      "{\"a\":True}", "{\"a\":nul}", "{\"a\":[1,]}", "{\"a\":[,]}", "{\"a\":[1}", "{\"a\":\"x}", "{\"a\":\"\t\"}",
      "{\"a\":\"\n\"}", "{\"a\":\"\0\"}"s, "{\"a\":\"\\x41\"}", "{\"a\":\"\\\"}", "{\"a\":\"\\", "{\"a\":\"\\u12\"}",
      "{\"a\":\"\\u12g4\"}", "{\"a\":/**/1}", "{\"a\":1}//", "{\"a\"\v:1}", "{\"a\":\"\\u", "{\"a\":\"\\'\"}");
  CAPTURE(text);
  CHECK(faultOf(text) == JsonFault::syntax);
}

TEST_CASE("a byte that a string must not hold is refused wherever it is, before and after whole words") {
  constexpr std::size_t longest = 40;  // two and a half blocks of 16
  for (int byte = 0; byte < 0x100; ++byte) {
    const bool isPlain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
    for (std::size_t place = 0; place < longest; ++place) {
      std::string text(longest, 'x');
      text[place] = static_cast<char>(byte);
      CAPTURE(byte, place);
      REQUIRE((faultOf("{\"a\":\"" + text + "\"}") == JsonFault::none) == isPlain);
    }
  }
}

TEST_CASE("UTF-8 that is not well-formed is refused") {
  const std::string text =
      GENERATE(as<std::string>(), "\xff", "\xc3", "\xc3\x28", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
               "\xed\xbf\xbf", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80",
               "\xf0\x9f\x98", "\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\u0041", "\\ud83d\\ud83d");
  CAPTURE(text);
  CHECK(faultOf("{\"a\":\"" + text + "\"}") == JsonFault::badUtf8);
  CHECK(faultOf("{\"" + text + "\":1}") == JsonFault::badUtf8);
}

TEST_CASE("well-formed UTF-8 of every length passes") {
  const std::string text = GENERATE(as<std::string>(), "a", "\x7f", "\xc2\x80", "\xc3\xa9", "\xe0\xa0\x80",
                                    "\xe2\x82\xac", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbb\xbf", "\xf0\x90\x80\x80",
                                    "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\\ud83d\\ude00", "\\u0000", "\\uFFFF");
  CHECK(faultOf("{\"a\":\"" + text + "\"}") == JsonFault::none);
}

TEST_CASE("a member that comes twice in one object is refused, however its name is written") {
  const std::string text =
      GENERATE(as<std::string>(), R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"a":1,"\u0061":2})",
               R"({"\u0061":1,"a":2})", R"({"x":{"a":1,"a":2}})", R"({"x":[{"a":1,"b":{"a":1},"a":2}]})",
               R"({"x":{"y":1},"x":2})", R"({"\n":1,"\u000a":2})", R"({"":1,"":2})", R"({"é":1,"\u00e9":2})");
  CAPTURE(text);
  CHECK(faultOf(text) == JsonFault::duplicateMember);
}

TEST_CASE("a name of any length is the same name when its characters are written as escapes") {
  const auto reading = [](const std::string& first, const std::string& second) {
    return checkJsonObject("{\"" + first + "\":1,\"other\":2,\"" + second + "\":3}");
  };
  std::string plain, escaped;
  for (std::size_t size = 0; size < 40; ++size) {
    CAPTURE(size);
    CHECK(reading(plain, plain) == JsonFault::duplicateMember);
    CHECK(reading(plain, escaped) == JsonFault::duplicateMember);
    CHECK(reading(escaped, plain) == JsonFault::duplicateMember);
    CHECK(reading(plain, plain + "z") == JsonFault::none);
    CHECK(reading(plain, escaped + "z") == JsonFault::none);
    const std::size_t letter = size % 15;  // a to o
    plain += "abcdefghijklmno"[letter];
    escaped += std::string("\\u006") + "123456789abcdef"[letter];
  }
}

TEST_CASE("the same name in different objects is not a duplicate") {
  CHECK(faultOf(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}],"c":{"a":1}})") == JsonFault::none);
  CHECK(faultOf(R"({"a":1,"A":2,"a ":3,"aa":4})") == JsonFault::none);
}

TEST_CASE("64 levels of nesting pass, 65 are refused") {
  CHECK(faultOf(nested(64, "[", "]")) == JsonFault::none);
  CHECK(faultOf(nested(65, "[", "]")) == JsonFault::tooDeep);
  CHECK(faultOf(nested(64, R"({"b":)", "}")) == JsonFault::none);
  CHECK(faultOf(nested(65, R"({"b":)", "}")) == JsonFault::tooDeep);
  CHECK(faultOf("{\"a\":" + std::string(1'000'000, '[')) == JsonFault::tooDeep);
}

TEST_CASE("1024 members pass, one more is refused") {
  const auto withMembers = [](int count) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":0";
    return text + "}";
  };
  CHECK(faultOf(withMembers(1024)) == JsonFault::none);
  CHECK(faultOf(withMembers(1025)) == JsonFault::tooManyMembers);
}

TEST_CASE("members of objects that are closed do not count against the bound") {
  std::string text = "{\"a\":[";
  for (int i = 0; i < 3000; ++i) text += (i > 0 ? "," : "") + R"({"b":)"s + std::to_string(i) + "}";
  CHECK(faultOf(text + "]}") == JsonFault::none);
}

TEST_CASE("a number beyond the range of a double is refused, a long one within it passes") {
  CHECK(faultOf(R"({"a":1e308})") == JsonFault::none);
  CHECK(faultOf(R"({"a":1e309})") == JsonFault::numberTooLarge);
  CHECK(faultOf(R"({"a":[-1e99999]})") == JsonFault::numberTooLarge);
  CHECK(faultOf("{\"a\":1" + std::string(308, '0') + "}") == JsonFault::none);
  CHECK(faultOf("{\"a\":1" + std::string(309, '0') + "}") == JsonFault::numberTooLarge);
  CHECK(faultOf("{\"a\":0." + std::string(2000, '3') + "}") == JsonFault::none);
}

TEST_CASE("every prefix of a good document is refused") {
  const std::string text = R"({"a":[true,{"b":"\u00e9\ud83d\ude00é"}],"c":-1.5e-3,"d":null})";
  REQUIRE(faultOf(text) == JsonFault::none);
  for (std::size_t size = 0; size < text.size(); ++size) CHECK(faultOf(text.substr(0, size)) != JsonFault::none);
}

TEST_CASE("every fault has a sentence of its own") {
  std::vector<std::string_view> sentences;
  for (int fault = 0; fault <= static_cast<int>(JsonFault::numberTooLarge); ++fault) {
    const std::string_view sentence = describe(static_cast<JsonFault>(fault));
    CHECK(std::find(sentences.begin(), sentences.end(), sentence) == sentences.end());
    sentences.push_back(sentence);
  }
}

}  // namespace
}  // namespace jwtauth::tests

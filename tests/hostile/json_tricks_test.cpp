// Payloads and headers that two readers would read differently, yet signed by the issuer. RFC 8725 2.6 and
// 3.7, RFC 7515 4, RFC 7519 4, RFC 8259.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

/// The claims that the target accepts, as JSON text without the braces.
const std::string claims = R"("iss":"https://issuer.test/","aud":"test-api","sub":"user","exp":253402300799)";
const std::string payload = '{' + claims + '}';

std::string with(const std::string& members) {
  return '{' + claims + ',' + members + '}';
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

void refusesPayload(const Target& target, const std::string& text) {
  CAPTURE(text);
  target.refuses(target.token().payloadText(text), ErrorCode::tokenMalformed);
}

void refusesHeader(const Target& target, const std::string& text) {
  CAPTURE(text);
  target.refuses(target.token().headerText(text), ErrorCode::tokenMalformed);
}

TEST_CASE("a payload written by hand is accepted, with white space too") {
  const Target target;
  target.accepts(target.token().payloadText(payload));
  target.accepts(target.token().payloadText(" \r\n\t" + payload + "\n "));
  target.accepts(target.token().payloadText(with(R"("name":"Zo\u00eb \ud83d\ude00","text":"\u0000")")));
}

TEST_CASE("anything before or after the object is refused") {
  const Target target;
  for (const std::string& after :
       {std::string("x"), std::string("}"), payload, std::string("\0garbage", 8), std::string(1, '\0'),
        std::string("//"), std::string(","), bytes({0xef, 0xbb, 0xbf})}) {
    refusesPayload(target, payload + after);
    refusesHeader(target, R"({"alg":"ES256"})" + after);
  }
  for (const std::string& before :
       {bytes({0xef, 0xbb, 0xbf}), bytes({0xff, 0xfe}), std::string(1, '\0'), std::string("x"), std::string(1, '\f')}) {
    refusesPayload(target, before + payload);
    refusesHeader(target, before + R"({"alg":"ES256"})");
  }
}

TEST_CASE("a member that comes twice is refused, deep inside and in other spelling too") {
  const Target target;
  for (const char* members :
       {R"("sub":"admin")", R"("sub":"user")", R"("\u0073ub":"admin")", R"("exp":1)", R"("a":{"b":1,"b":2})",
        R"("a":[{"b":1,"c":{},"b":2}])", R"("":1,"":2)", R"("\u00e9":1,"é":2)", R"("\/":1,"/":2)"}) {
    refusesPayload(target, with(members));
  }
  refusesHeader(target, R"({"alg":"ES256","alg":"none"})");
  refusesHeader(target, R"({"alg":"none","alg":"ES256"})");
  refusesHeader(target, R"({"alg":"ES256","kid":"a","kid":"b"})");
  refusesHeader(target, R"({"alg":"ES256","\u0061lg":"ES256"})");
  target.accepts(target.token().payloadText(with(R"("a":{"b":1},"b":{"b":1},"SUB":"x")")));
}

TEST_CASE("text that is not well-formed UTF-8 is refused") {
  const Target target;
  for (const std::string& text :
       {bytes({0xff}), bytes({0xc0, 0xaf}), bytes({0xc1, 0x81}), bytes({0xe0, 0x80, 0xaf}), bytes({0xed, 0xa0, 0x80}),
        bytes({0xf0, 0x80, 0x80, 0xaf}), bytes({0xf4, 0x90, 0x80, 0x80}), bytes({0xf8, 0x88, 0x80, 0x80, 0x80}),
        bytes({0x80}), bytes({0xc3}), bytes({0xe2, 0x82}), bytes({0xf0, 0x9f, 0x98}), std::string(R"(\ud800)"),
        std::string(R"(\udc00\ud800)"), std::string(R"(\ud800\u0041)")}) {
    refusesPayload(target, with("\"name\":\"" + text + '"'));
    refusesPayload(target, with('"' + text + "\":1"));
    refusesHeader(target, R"({"alg":"ES256","x":")" + text + "\"}");
  }
}

TEST_CASE("values that JSON does not have are refused") {
  const Target target;
  for (const char* value : {"NaN",      "nan",      "Infinity",   "-Infinity", "undefined", "None",        "True",
                            "nul",      "tru",      "01",         "-01",       "+1",        "1.",          ".5",
                            "1e",       "1e+",      "-",          "0x10",      "1_000",     "1e400",       "-1e400",
                            "'a'",      "a",        "\"a",        "\"\\x41\"", "\"\\u12\"", "\"\\u12G4\"", "\"a\nb\"",
                            "\"a\tb\"", "\"a\\\"",  "[1,]",       "[,1]",      "[1 2]",     "[1",          "{1:2}",
                            "{\"a\"}",  "{\"a\":}", "{\"a\":1,}", "{a:1}",     "{",         "/**/1",       "1//",
                            ""}) {
    refusesPayload(target, with("\"x\":" + std::string(value)));
    refusesHeader(target, R"({"alg":"ES256","x":)" + std::string(value) + '}');
  }
}

TEST_CASE("a payload or header that is not an object is refused") {
  const Target target;
  for (const char* text : {"", " ", "null", "true", "1", "\"text\"", "[]", "[{}]", "not JSON", "{", "}", "\xff"}) {
    refusesPayload(target, text);
    refusesHeader(target, text);
  }
  refusesPayload(target, '[' + payload + ']');
  // UTF-16, which some readers detect.
  std::string wide;
  for (const char character : payload) wide += {character, '\0'};
  refusesPayload(target, wide);
}

TEST_CASE("claims are compared as decoded text") {
  const Target target;
  target.accepts(target.token().payloadText(
      R"({"\u0069ss":"https:\/\/issuer.test\u002f","aud":["\u0074est-api"],"sub":"user","exp":2.53402300799e11})"));
}

}  // namespace
}  // namespace jwtauth::tests

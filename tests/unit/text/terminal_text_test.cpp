#include "src/text/terminal_text.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("text that people read is shown as it is") {
  for (const std::string text :
       {"plain", "J\u00fcrgen", "\u65e5\u672c", "\u05e9\u05dc\u05d5\u05dd", "\U0001f600", "a\\b \"c\""}) {
    CHECK(displayed(text) == text);
  }
}

TEST_CASE("what moves the cursor or commands a terminal is escaped") {
  CHECK(displayed("\x1b[2J\a\r\x7f") == R"(\u001b[2J\u0007\u000d\u007f)");
  CHECK(displayed("\u009b31m") == R"(\u009b31m)");
  CHECK(displayed("one\ntwo") == R"(one\ntwo)");
  CHECK(displayed(std::string_view("\0", 1)) == R"(\u0000)");
}

TEST_CASE("what cannot be seen, turns the direction of text or looks like a space is escaped") {
  CHECK(displayed("a\u00a0b\u202fc\u3000d") == R"(a\u00a0b\u202fc\u3000d)");
  CHECK(displayed("\u202eevil\u2066") == R"(\u202eevil\u2066)");
  CHECK(displayed("\u2764\ufe0f\u200d") ==
        "\u2764"
        R"(\ufe0f\u200d)");
  CHECK(displayed("\u00ad\u034f\u115f\ufeff\ufff9") == R"(\u00ad\u034f\u115f\ufeff\ufff9)");
  CHECK(displayed("\u2028\u2029") == R"(\u2028\u2029)");
}

TEST_CASE("beyond U+FFFF an escape is a pair of surrogates, as in JSON") {
  CHECK(displayed("\U000e0041\U0001d173") == R"(\udb40\udc41\ud834\udd73)");
}

TEST_CASE("JSON text stays JSON text with equal values") {
  const nlohmann::json value = {{"a\x1b\u009b", "\u202e\U000e0041 \"quoted\" \\ \n"}};
  CHECK(nlohmann::json::parse(displayed(value.dump())) == value);
}

TEST_CASE("a byte that is not UTF-8 is shown by its value") {
  CHECK(displayed("\xff") == R"(\xff)");
  CHECK(displayed("a\xc3(") == R"(a\xc3()");
  CHECK(displayed("\xed\xa0\x80") == R"(\xed\xa0\x80)");
  CHECK(displayed("\xf0\x9f\x92") == R"(\xf0\x9f\x92)");
}

TEST_CASE("text is cut after so many characters, not bytes") {
  CHECK(displayed("\u00e4\u00f6\u00fc", 3) == "\u00e4\u00f6\u00fc");
  CHECK(displayed("\u00e4\u00f6\u00fc\u00df", 3) == "\u00e4\u00f6\u00fc...");
}

TEST_CASE("quotes and backslashes are escaped in quotes, and long values are cut") {
  CHECK(inQuotes("a\"b\\c") == R"("a\"b\\c")");
  CHECK(inQuotes(std::string(101, 'x')) == '"' + std::string(100, 'x') + "...\"");
}

TEST_CASE("the first eight of many texts are listed") {
  CHECK(listed({}).empty());
  CHECK(listed(std::vector<std::string>{"a", "b"}) == R"("a", "b")");
  CHECK(listed(std::vector<std::string>(10, "a")) == R"("a", "a", "a", "a", "a", "a", "a", "a" and 2 more)");
}

}  // namespace
}  // namespace jwtauth::tests

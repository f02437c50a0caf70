#include "src/text/utf8.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("every code point but the surrogates is read back") {
  const auto encoded = [](char32_t point) {
    const auto tail = [point](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3f)); };
    const auto head = [point](unsigned mark, int shift) { return static_cast<char>(mark | point >> shift); };
    if (point < 0x80) return std::string{static_cast<char>(point)};
    if (point < 0x800) return std::string{head(0xc0, 6), tail(0)};
    if (point < 0x10000) return std::string{head(0xe0, 12), tail(6), tail(0)};
    return std::string{head(0xf0, 18), tail(12), tail(6), tail(0)};
  };
  std::size_t wrong = 0;
  for (char32_t point = 0; point <= 0x10ffff; ++point) {
    const bool isSurrogate = point >= 0xd800 && point <= 0xdfff;
    const std::string text = encoded(point);
    const Utf8Character character = firstCharacter(text);
    const bool isRead = character.wellFormed && character.codePoint == point && character.size == text.size();
    wrong += isRead == isSurrogate ? 1 : 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("overlong, cut off and impossible bytes are not UTF-8") {
  for (const std::string text : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
                                 "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    CHECK_FALSE(firstCharacter(text).wellFormed);
    CHECK(firstCharacter(text).size == 1);
    CHECK_FALSE(isUtf8("a" + text));
  }
  CHECK(isUtf8(""));
  CHECK(isUtf8("J\u00fcrgen \U0001f600"));
}

}  // namespace
}  // namespace jwtauth::tests

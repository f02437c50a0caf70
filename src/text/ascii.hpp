#pragma once

#include <algorithm>
#include <string_view>

namespace jwtauth::inline v0 {

constexpr char lowerCase(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

/// In every locale of the host, unlike std::isalpha.
constexpr bool isLetter(char character) noexcept {
  return lowerCase(character) >= 'a' && lowerCase(character) <= 'z';
}

constexpr bool isDigit(char character) noexcept {
  return character >= '0' && character <= '9';
}

/// Of a digit 0 to 9, a to f or A to F.
constexpr unsigned hexadecimalValue(char digit) noexcept {
  return isDigit(digit) ? static_cast<unsigned>(digit - '0') : static_cast<unsigned>((digit | 0x20) - 'a' + 10);
}

constexpr bool isHexadecimal(char character) noexcept {
  return isDigit(character) || (lowerCase(character) >= 'a' && lowerCase(character) <= 'f');
}

/// Compares ASCII letters without their case, as RFC 9110 and RFC 2045 compare names and media types.
constexpr bool equalsWithoutCase(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char one, char other) { return lowerCase(one) == lowerCase(other); });
}

constexpr bool isControl(char character) noexcept {
  return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
}

/// White space between the words and lines of pasted text.
constexpr bool isSpace(char character) noexcept {
  return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

constexpr std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

/// The text of a file that an editor ended with a line break, which is not part of it.
constexpr std::string_view withoutLineBreak(std::string_view text) noexcept {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace jwtauth::inline v0

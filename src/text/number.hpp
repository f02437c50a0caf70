#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace jwtauth::inline v0 {

/// As std::from_chars, for a standard library that has it for whole numbers only.
std::from_chars_result readAsFromChars(std::string_view text, double& number) noexcept;

/// Whether std::from_chars reads such a number: libc++ has it for double from version 20 on.
template <class Number>
concept ReadByFromChars = requires(const char* text, Number& number) { std::from_chars(text, text, number); };

/// std::from_chars, with every standard library.
template <class Number>
std::from_chars_result readNumber(std::string_view text, Number& number) noexcept {
  const char* const end = text.data() + text.size();
  if constexpr (ReadByFromChars<Number>) {
    return std::from_chars(text.data(), end, number);
  } else {
    return readAsFromChars(text, number);
  }
}

/// The number that the whole text is, as std::from_chars reads it: no white space, no plus sign, nothing after it, and
/// within what the type holds.
template <class Number>
std::optional<Number> numberIn(std::string_view text) noexcept {
  Number number{};
  const auto [end, error] = readNumber(text, number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace jwtauth::inline v0

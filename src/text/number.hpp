#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace jwtauth::inline v0 {

/// The number that the whole text is, as std::from_chars reads it: no white space, no plus sign, nothing after it, and
/// within what the type holds.
template <class Number>
std::optional<Number> numberIn(std::string_view text) noexcept {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace jwtauth::inline v0

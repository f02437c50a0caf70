#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "src/json/strict_json.hpp"

namespace jwtauth::inline v0 {

/// The beginning of a sentence, as an argument of a template.
template <std::size_t size>
struct Beginning {
  char text[size]{};
  consteval Beginning(const char (&literal)[size]) {
    for (std::size_t i = 0; i < size; ++i) text[i] = literal[i];
  }
};

template <Beginning beginning>
inline constexpr auto faultSentences = [] {
  constexpr std::size_t count = static_cast<std::size_t>(JsonFault::numberTooLarge) + 1;
  std::array<std::array<char, 96>, count> sentences{};
  for (std::size_t fault = 0; fault < count; ++fault) {
    std::size_t length = 0;
    for (const char letter : std::string_view(beginning.text)) sentences[fault][length++] = letter;
    for (const char letter : describe(static_cast<JsonFault>(fault))) sentences[fault][length++] = letter;
  }
  return sentences;
}();

/// The beginning and what describe() says, put together by the compiler: an Error's detail has to be a literal.
template <Beginning beginning>
constexpr std::string_view sentenceOf(JsonFault fault) noexcept {
  return faultSentences<beginning>[static_cast<std::size_t>(fault)].data();
}

}  // namespace jwtauth::inline v0

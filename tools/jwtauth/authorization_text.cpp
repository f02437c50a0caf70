// A token as people copy it goes in, the value of an Authorization field comes out. Refused: nothing but white space.
#include "tools/jwtauth/authorization_text.hpp"

#include <algorithm>

#include "src/text/ascii.hpp"

namespace jwtauth::commandLine {
namespace {

bool startsWithWord(std::string_view text, std::string_view word) {
  return equalsWithoutCase(text.substr(0, word.size()), word);
}

/// "Basic abc": letters, then a space. No token has one.
bool hasScheme(std::string_view text) {
  const std::size_t space = text.find(' ');
  return space != std::string_view::npos &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(space),
                     [](char c) { return lowerCase(c) >= 'a' && lowerCase(c) <= 'z'; });
}

}  // namespace

std::optional<std::string> authorizationFrom(std::string_view text) {
  constexpr std::string_view field = "authorization:";
  text = trimmed(text);
  if (startsWithWord(text, field)) text = trimmed(text.substr(field.size()));
  if (text.empty()) return std::nullopt;
  return hasScheme(text) ? std::string(text) : "Bearer " + std::string(text);
}

std::string tokenOf(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  return std::string(startsWithWord(authorization, scheme) ? trimmed(authorization.substr(scheme.size()))
                                                           : authorization);
}

}  // namespace jwtauth::commandLine

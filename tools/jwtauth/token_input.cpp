// An argument or the standard input goes in, the value of an Authorization field comes out. Refused: nothing at all,
// and input far longer than any token.
#include "tools/jwtauth/token_input.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>

#include "src/text/ascii.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/files.hpp"
#include "tools/jwtauth/platform.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr std::size_t longestInput = 2 * 1024 * 1024;

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

std::string readAuthorization(const std::string& argument) {
  const bool fromInput = argument.empty() || argument == "-";
  if (fromInput && platform::inputIsTerminal()) {
    std::cerr << "jwtauth: paste the token, then press " << platform::keysThatEndInput << '\n';
  }
  const std::string input = fromInput ? readStandardInput(longestInput) : argument;
  std::string_view text = trimmed(input);
  if (startsWithWord(text, "authorization:")) text = trimmed(text.substr(std::string_view("authorization:").size()));
  if (text.empty()) throw UsageError("no token, neither as an argument nor on the standard input");
  return hasScheme(text) ? std::string(text) : "Bearer " + std::string(text);
}

std::string tokenOf(const std::string& authorization) {
  const std::string_view text = authorization;
  constexpr std::string_view scheme = "bearer ";
  return std::string(startsWithWord(text, scheme) ? trimmed(text.substr(scheme.size())) : text);
}

}  // namespace jwtauth::commandLine

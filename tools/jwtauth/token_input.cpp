// An argument or the standard input goes in, the value of an Authorization field comes out. Refused: nothing at all,
// and input far longer than any token.
#include "tools/jwtauth/token_input.hpp"

#include <iostream>

#include "tools/jwtauth/authorization_text.hpp"
#include "tools/jwtauth/files.hpp"
#include "tools/jwtauth/platform.hpp"
#include "tools/jwtauth/usage_error.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr std::size_t longestInput = 2 * 1024 * 1024;

}  // namespace

std::string readAuthorization(const std::string& argument) {
  const bool fromInput = argument.empty() || argument == "-";
  if (fromInput && platform::inputIsTerminal()) {
    std::cerr << "jwtauth: paste the token, then press " << platform::keysThatEndInput << '\n';
  }
  const auto authorization = authorizationFrom(fromInput ? readStandardInput(longestInput) : argument);
  if (!authorization) throw UsageError("no token, neither as an argument nor on the standard input");
  return *authorization;
}

}  // namespace jwtauth::commandLine

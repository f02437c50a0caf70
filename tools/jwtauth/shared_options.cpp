// What keygen and mint have in common: the option --alg. Refused: a name that is no algorithm.
#include "tools/jwtauth/shared_options.hpp"

#include "tools/jwtauth/command.hpp"

namespace jwtauth::commandLine {
namespace {

std::string allAlgorithms() {
  std::string names;
  for (int value = 0; value <= static_cast<int>(Algorithm::EdDSA); ++value) {
    if (value > 0) names += ", ";
    names += nameOf(static_cast<Algorithm>(value));
  }
  return names;
}

}  // namespace

void addAlgorithm(CLI::App& command, std::string& algorithm) {
  command.add_option("--alg", algorithm, "Default RS256. One of\n" + allAlgorithms() + '.')->option_text("ALGORITHM");
}

Algorithm algorithmNamed(const std::string& name) {
  const auto algorithm = parseAlgorithm(name);
  if (!algorithm) throw UsageError("--alg: unknown; expected one of " + allAlgorithms());
  return *algorithm;
}

}  // namespace jwtauth::commandLine

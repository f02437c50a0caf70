// What keygen and mint have in common: the option --alg. Refused: a name that is not an algorithm's.
#include "tools/jwtauth/shared_options.hpp"

#include "tools/jwtauth/command.hpp"

namespace jwtauth::commandLine {
namespace {

std::string algorithmNames() {
  std::string names;
  for (const Algorithm algorithm : allAlgorithms) names += (names.empty() ? "" : ", ") + std::string(nameOf(algorithm));
  return names;
}

}  // namespace

void addAlgorithm(CLI::App& command, std::string& algorithm) {
  command.add_option("--alg", algorithm, "HS, RS, PS or ES with 256, 384 or 512, or EdDSA.\nDefault RS256.")
      ->type_name("ALGORITHM");
}

Algorithm algorithmNamed(const std::string& name) {
  const auto algorithm = parseAlgorithm(name);
  if (!algorithm) throw UsageError("--alg: unknown; expected one of " + algorithmNames());
  return *algorithm;
}

}  // namespace jwtauth::commandLine

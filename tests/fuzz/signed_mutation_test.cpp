// Nothing goes in: good tokens are mutated by the fuzz targets' own mutator, and must mostly stay validly signed, or
// the fuzzer would never see what comes after the signature. Prints how many got how far; fails when too few do.
#include <iostream>
#include <map>

#include "tests/fuzz/mutation.hpp"
#include "tests/fuzz/scenes.hpp"

namespace {

using namespace jwtauth;

constexpr unsigned mutationsOfScene = 300;

std::string mutated(const std::string& input, unsigned seed) {
  std::string changed = input;
  changed.resize(8192);
  changed.resize(
      LLVMFuzzerCustomMutator(reinterpret_cast<std::uint8_t*>(changed.data()), input.size(), changed.size(), seed));
  return changed;
}

/// Refusals for which no key is asked.
bool isBeforeSignature(ErrorCode code) {
  return kindOf(code) == ErrorKind::noCredentials || code <= ErrorCode::keyUnknown;
}

}  // namespace

int main() {
  unsigned past = 0, accepted = 0, forged = 0, all = 0;
  std::map<std::string_view, unsigned> codes;
  for (std::size_t choice = 0; choice < fuzz::scenes().size(); ++choice) {
    const fuzz::Scene& scene = fuzz::scenes()[choice];
    const auto good = fuzz::knownToken(scene.issuer);
    const std::string input =
        static_cast<char>(choice) + ("Bearer " + (scene.config.base64Encoded ? good.wrapped() : good.sign()));
    for (unsigned seed = 1; seed <= mutationsOfScene; ++seed, ++all) {
      const auto who = scene.plain.authenticate(std::string_view(mutated(input, seed * 7919)).substr(1));
      const ErrorCode code = who.error().code;
      ++codes[nameOf(code)];
      if (code == ErrorCode::signatureInvalid) ++forged;
      if (who) ++accepted;
      if (who || (code != ErrorCode::signatureInvalid && !isBeforeSignature(code))) ++past;
    }
  }
  for (const auto& [code, count] : codes) std::cout << code << ": " << count << '\n';
  std::cout << past << " of " << all << " mutated tokens are validly signed and reach their claims, " << accepted
            << " are accepted, " << forged << " are forged\n";
  return past * 3 > all && accepted * 20 > all && forged > 0 ? 0 : 1;
}

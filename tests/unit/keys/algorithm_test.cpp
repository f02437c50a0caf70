#include "jwtauth/algorithm.hpp"

#include <algorithm>

#include "tests/support/algorithms.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("algorithms are parsed by their exact JOSE name") {
  for (const auto algorithm : everyAlgorithm) CHECK(*parseAlgorithm(nameOf(algorithm)) == algorithm);
  CHECK(*parseAlgorithm("Ed25519") == Algorithm::EdDSA);
  for (const std::string_view name : {"none", "rs256", "RSA256", "", "RS256 ", "ES256K", "ed25519", "Ed448", "HS1"}) {
    CHECK(codeOf(parseAlgorithm(name)) == "settingInvalid");
  }
}

TEST_CASE("the list of all algorithms holds each that has a name, once, and a refusal names them all") {
  const std::string_view refusal = parseAlgorithm("none").error().detail;
  for (int value = 0; value <= 255; ++value) {
    CAPTURE(value);
    const auto algorithm = static_cast<Algorithm>(value);
    const bool isNamed = nameOf(algorithm) != "unknown";
    CHECK(std::count(allAlgorithms.begin(), allAlgorithms.end(), algorithm) == (isNamed ? 1 : 0));
    if (isNamed) CHECK(refusal.find(nameOf(algorithm)) != std::string_view::npos);
  }
  CHECK(std::equal(allAlgorithms.begin(), allAlgorithms.end(), everyAlgorithm.begin(), everyAlgorithm.end()));
}

}  // namespace
}  // namespace jwtauth::tests

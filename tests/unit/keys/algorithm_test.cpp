#include "jwtauth/algorithm.hpp"

#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("algorithms are parsed by their exact JOSE name") {
  for (const auto algorithm :
       {Algorithm::HS256, Algorithm::RS512, Algorithm::PS384, Algorithm::ES512, Algorithm::EdDSA}) {
    CHECK(*parseAlgorithm(nameOf(algorithm)) == algorithm);
  }
  for (const std::string_view name : {"none", "rs256", "RSA256", "", "RS256 ", "ES256K", "Ed25519", "HS1"}) {
    CHECK(codeOf(parseAlgorithm(name)) == "settingInvalid");
  }
}

}  // namespace
}  // namespace jwtauth::tests

// The Ed25519 example of RFC 8037, A.4 and A.5, verified at the seam before claims.
#include <array>

#include "jwtauth/jwks.hpp"
#include "tests/conformance/seam.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("RFC 8037 A.4 verifies with EdDSA") {
  const auto keys = parseJwks(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
                              std::array{Algorithm::EdDSA});
  const std::string token =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki"
      "4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  const auto verified = payloadOf(token, Algorithm::EdDSA, *keys);
  REQUIRE(codeOf(verified) == "none");
  CHECK(*verified == "Example of Ed25519 signing");

  std::string altered = token;
  altered[40] = altered[40] == 'A' ? 'B' : 'A';
  CHECK(codeOf(payloadOf(altered, Algorithm::EdDSA, *keys)) == "signatureInvalid");
}

}  // namespace
}  // namespace jwtauth::tests

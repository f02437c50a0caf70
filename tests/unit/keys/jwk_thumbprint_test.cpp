#include "src/keys/jwk_thumbprint.hpp"

#include "jwtauth/testing.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

std::string thumbprint(std::string_view jwk) {
  return thumbprintOf(JsonValue(jwk)).value_or("none");
}

constexpr const char* ecKey =
    R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})";

TEST_CASE("thumbprints are those of the RFCs") {
  // RFC 7638 3.1
  CHECK(
      thumbprint(
          R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})") ==
      "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  // RFC 8037 A.3
  CHECK(thumbprint(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})") ==
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  // RFC 9449 6.1
  CHECK(thumbprint(ecKey) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

TEST_CASE("a thumbprint does not depend on order, further members, blanks or escapes") {
  CHECK(
      thumbprint(
          R"({ "y" : "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA", "use":"sig", "\u0078":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBF\u0073", "kid":"k", "crv":"P-256","kty":"EC" })") ==
      thumbprint(ecKey));
}

TEST_CASE("what is no public key in the one canonical way has no thumbprint") {
  const std::string jwk = GENERATE(
      as<std::string>(), "{}", "[]", "null", "\"x\"", R"({"kty":"oct","k":"AA"})", R"({"kty":"ec"})",
      R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"})",
      R"({"kty":"EC","crv":"P-256","x":7,"y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
      R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs=","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
      R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBF","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
      R"({"kty":"EC","crv":"P-384","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
      R"({"kty":"EC","crv":"secp256k1","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})",
      R"({"kty":"RSA","n":"AQAB","e":""})", R"({"kty":"RSA","n":"AAAB","e":"AQAB"})",
      R"({"kty":"RSA","n":"gAAB","e":"AAEAAQ"})",
      R"({"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ"})");
  CAPTURE(jwk);
  CHECK(thumbprint(jwk) == "none");
}

TEST_CASE("the testing component knows the same thumbprints") {
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::ES512, Algorithm::RS256, Algorithm::EdDSA}) {
    const testing::DpopClient client(algorithm);
    CHECK(thumbprint(client.jwk()) == client.thumbprint());
  }
}

}  // namespace
}  // namespace jwtauth::tests

// The examples of RFC 7515, appendix A. A.1 to A.3 are JSON Web Tokens and pass the whole library; A.4 has another
// payload and is verified at the seam before claims.
#include <array>

#include "jwtauth/jwks.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/conformance/seam.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

constexpr long long expiry = 1300819380;

// {"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}
const std::string payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

struct Example {
  const char* name;
  Algorithm algorithm;
  std::string jwk;
  std::string token;
};

const std::array<Example, 3> examples = {{
    {"A.1", Algorithm::HS256,
     R"({"kty":"oct",
         "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})",
     "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
    {"A.2", Algorithm::RS256,
     R"({"kty":"RSA","e":"AQAB",
         "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR)"
     R"(T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo)"
     R"(7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91)"
     R"(kzk2PAcDTW9gb54h4FRWyuXpoQ"})",
     "eyJhbGciOiJSUzI1NiJ9." + payload +
         ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb"
         "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383Lc"
         "OLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVm"
         "tVrBp0igcN_IoypGlUPQGe77Rw"},
    {"A.3", Algorithm::ES256,
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})",
     "eyJhbGciOiJFUzI1NiJ9." + payload +
         ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"},
}};

JwtAuthenticationMechanism mechanismFor(const Example& example, long long now) {
  JwtAuthenticationConfig config;
  config.algorithm = example.algorithm;
  config.issuer = "joe";
  config.acceptAnyAudience = true;
  config.usernameClaim = "iss";
  return {config, parseJwks(example.jwk, std::array{example.algorithm}), ManualClock::at(now).clock()};
}

TEST_CASE("RFC 7515 A.1 to A.3 are accepted before they expire, with their claims") {
  for (const Example& example : examples) {
    CAPTURE(example.name);
    const auto who = mechanismFor(example, expiry - 1).verifyToken(example.token);
    REQUIRE(codeOf(who) == "none");
    CHECK(who->name() == "joe");
    CHECK(who->booleanClaim("http://example.com/is_root") == true);
    CHECK(who->expiresAt()->time_since_epoch().count() == expiry);
  }
}

TEST_CASE("RFC 7515 A.1 to A.3 are expired today") {
  for (const Example& example : examples) {
    CAPTURE(example.name);
    CHECK(codeOf(mechanismFor(example, expiry + 30).verifyToken(example.token)) == "expired");
    CHECK(codeOf(mechanismFor(example, 1'800'000'000).verifyToken(example.token)) == "expired");
  }
}

TEST_CASE("RFC 7515 A.1 to A.3 are refused with any character of the signature changed") {
  for (const Example& example : examples) {
    const auto auth = mechanismFor(example, expiry - 1);
    const std::size_t signature = example.token.rfind('.') + 1;
    for (std::size_t i = signature; i < example.token.size(); ++i) {
      std::string altered = example.token;
      altered[i] = altered[i] == 'A' ? 'B' : 'A';
      CHECK_FALSE(auth.verifyToken(altered));
    }
  }
}

TEST_CASE("RFC 7515 A.4 verifies with ES512") {
  const auto keys = parseJwks(
      R"({"kty":"EC","crv":"P-521",
          "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
          "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"})",
      std::array{Algorithm::ES512});
  const std::string token =
      "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB3"
      "4XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
  const auto verified = payloadOf(token, Algorithm::ES512, *keys);
  REQUIRE(codeOf(verified) == "none");
  CHECK(*verified == "Payload");
}

TEST_CASE("RFC 7515 A.5, which is not signed, is refused by every mechanism") {
  for (const Example& example : examples) {
    const auto auth = mechanismFor(example, expiry - 1);
    CHECK(codeOf(auth.verifyToken("eyJhbGciOiJub25lIn0." + payload + '.')) == "algorithmNotAllowed");
  }
}

TEST_CASE("RFC 7515 A.6 and A.7, the JSON serialisations, are refused") {
  const auto auth = mechanismFor(examples[2], expiry - 1);
  const std::string signature = examples[2].token.substr(examples[2].token.rfind('.') + 1);
  const std::string members = R"("protected":"eyJhbGciOiJFUzI1NiJ9","signature":")" + signature + '"';
  CHECK(codeOf(auth.verifyToken(R"({"payload":")" + payload + "\"," + members + '}')) == "tokenMalformed");
  CHECK(codeOf(auth.verifyToken(R"({"payload":")" + payload + R"(","signatures":[{)" + members + "}]}")) ==
        "tokenMalformed");
}

}  // namespace
}  // namespace jwtauth::tests

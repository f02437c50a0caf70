// A token bound to its owner's key, stolen and shown as plain Bearer. RFC 7800, RFC 8705 3, RFC 9449 7.1.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

/// To a key, to a certificate, to what this library does not know, and to nothing.
constexpr const char* bindings[] = {R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})",
                                    R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})",
                                    R"({"kid":"k"})", "{}"};

/// A hash is 43 characters of base64url.
constexpr const char* broken[] = {
    "null",
    "[]",
    R"("")",
    "false",
    R"([{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}])",
    R"({"jkt":""})",
    R"({"jkt":null})",
    R"({"jkt":["0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"]})",
    R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4"})",
    R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I="})",
    R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I","x5t#S256":""})",
    R"({"x5t#S256":1})",
    R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5/lESsXE8o9ltc05O89jdN-dg2"})"};

TEST_CASE("a sender-constrained token is refused as Bearer, whatever the binding holds") {
  const Target target;
  for (const char* json : bindings) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("cnf", json), ErrorCode::confirmationUnbound);
  }
  target.refuses(target.token().payloadText(R"({"iss":"https://issuer.test/","aud":"test-api","sub":"user",)"
                                            R"("exp":253402300799,"\u0063nf":{}})"),
                 ErrorCode::confirmationUnbound);
}

TEST_CASE("a binding that cannot be read is not as none") {
  const Target target;
  for (const char* json : broken) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("cnf", json), ErrorCode::confirmationMalformed);
  }
}

TEST_CASE("a token with a binding is accepted as Bearer where the configuration says so by name") {
  const testing::TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.acceptUnboundConfirmation = true;
  const Target target(issuer, config);
  for (const char* json : bindings) target.accepts(target.token().claimJson("cnf", json));
  for (const char* json : broken) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("cnf", json), ErrorCode::confirmationMalformed);
  }
}

}  // namespace
}  // namespace jwtauth::tests

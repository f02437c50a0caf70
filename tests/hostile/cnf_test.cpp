// A token bound to its owner's key, stolen and shown as plain Bearer. RFC 7800, RFC 8705 3, RFC 9449 7.1.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

constexpr const char* bindings[] = {R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})",
                                    R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})",
                                    R"({"kid":"k"})",
                                    "{}",
                                    "null",
                                    "[]",
                                    "\"\"",
                                    "false"};

TEST_CASE("a sender-constrained token is refused, whatever the binding holds") {
  const Target target;
  for (const char* json : bindings) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("cnf", json), ErrorCode::confirmationUnbound);
  }
  target.refuses(target.token().payloadText(R"({"iss":"https://issuer.test/","aud":"test-api","sub":"user",)"
                                            R"("exp":253402300799,"\u0063nf":{}})"),
                 ErrorCode::confirmationUnbound);
}

TEST_CASE("it is accepted where the configuration says so by name") {
  const testing::TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.acceptUnboundConfirmation = true;
  const Target target(issuer, config);
  for (const char* json : bindings) target.accepts(target.token().claimJson("cnf", json));
}

}  // namespace
}  // namespace jwtauth::tests

// What a forged token says does not matter: its refusal names the signature alone, so that claims cannot be
// probed. CVE-2024-51744.
#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenBuilder;

TEST_CASE("a token that is wrong in several ways is refused for its signature alone") {
  for (const Algorithm algorithm : everyAlgorithm) {
    CAPTURE(nameOf(algorithm));
    const Target target(algorithm);
    const auto bothWays = [&](const TokenBuilder& altered, ErrorCode whenSigned) {
      target.refuses(altered, whenSigned);
      target.refuses(TokenBuilder(altered).forged(), ErrorCode::signatureInvalid);
    };
    bothWays(target.token().claim("exp", 1), ErrorCode::expired);
    bothWays(target.token().without("exp"), ErrorCode::expiryMissing);
    bothWays(target.token().claim("nbf", 253402300799), ErrorCode::notYetValid);
    bothWays(target.token().claim("exp", "soon"), ErrorCode::claimMalformed);
    bothWays(target.token().claim("iss", "https://evil.test/"), ErrorCode::issuerMismatch);
    bothWays(target.token().claim("aud", "another"), ErrorCode::audienceMismatch);
    bothWays(target.token().without("sub"), ErrorCode::usernameMissing);
    bothWays(target.token().payloadText("{"), ErrorCode::tokenMalformed);
    bothWays(target.token().payloadText(""), ErrorCode::tokenMalformed);
    bothWays(target.token().payloadText(std::string(1000, '[')), ErrorCode::tokenMalformed);
  }
}

TEST_CASE("an extra check never sees an unverified principal") {
  const testing::TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  int asked = 0;
  config.extraCheck = [&asked](const Principal&) -> std::optional<Error> {
    ++asked;
    return std::nullopt;
  };
  const JwtAuthenticationMechanism auth(config);
  CHECK(auth.verifyToken(issuer.token().sign()));
  CHECK(asked == 1);
  for (const TokenBuilder& altered : {issuer.token().forged(), issuer.token().claim("exp", 1),
                                      issuer.token().claim("aud", "x"), issuer.token().without("sub")}) {
    CHECK_FALSE(auth.verifyToken(altered.sign()));
  }
  CHECK(asked == 1);
}

}  // namespace
}  // namespace jwtauth::tests

// Nothing goes in, issuers with fixed keys come out.
#include "tests/fuzz/known_issuers.hpp"

namespace jwtauth::fuzz {
namespace {

using testing::TokenIssuer;

constexpr auto issuerName = "https://issuer.test/";
constexpr auto audience = "test-api";

}  // namespace

const TokenIssuer& hmacIssuer() {
  static const TokenIssuer issuer = TokenIssuer::fromKey(
      Algorithm::HS256, "a secret of the fuzz targets, known to all who read this", issuerName, audience);
  return issuer;
}

const TokenIssuer& ecIssuer() {
  static const TokenIssuer issuer = TokenIssuer::fromKey(Algorithm::ES256, R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggIF8LFBAfvAWduag
3q9UmuDpWkzoxE7jSbvv9XQI5PahRANCAARqirT7fRTY8Ykf9xLzFVw4DdJkNF00
cq+hmSA3/EreQWw040S/L59QG9rwKsH2UsBzv1pQX3wYIohwramSJ+Ix
-----END PRIVATE KEY-----
)",
                                                         issuerName, audience);
  return issuer;
}

const TokenIssuer& edIssuer() {
  static const TokenIssuer issuer = TokenIssuer::fromKey(Algorithm::EdDSA, R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIHoITSbf7BhHgSITrJOdFE/eEDpWJOceT6d3+FXVh4o7
-----END PRIVATE KEY-----
)",
                                                         issuerName, audience);
  return issuer;
}

testing::TokenBuilder knownToken(const TokenIssuer& issuer) {
  return issuer.token().issuedAt(std::chrono::system_clock::time_point(std::chrono::seconds(knownTime)));
}

}  // namespace jwtauth::fuzz

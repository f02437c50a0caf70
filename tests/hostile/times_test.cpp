// Values that are not times, times outside the token's life, and times that overflow a clock. CVE-2026-25537,
// CVE-2026-44459; RFC 7519 2 and 4.1.4 to 4.1.6.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

constexpr long long second = 1'900'000'000;

/// A target whose time is `now` to the second, without tolerance, and whose honest token is good for an hour.
Target targetAt(long long now, std::chrono::seconds clockSkew = std::chrono::seconds(0)) {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.clockSkew = clockSkew;
  const ManualClock clock = ManualClock::at(now);
  return Target(issuer, config, issuer.token().issuedAt(clock.now()), clock.clock());
}

TEST_CASE("a time of another type is malformed, and never taken for a missing one") {
  const Target target = targetAt(second);
  for (const char* claim : {"exp", "nbf", "iat"}) {
    for (const char* json : {"\"1900000000\"", "\"\"", "\"never\"", "true", "false", "null", "{}", "[]", "[1900000000]",
                             "{\"$date\":1}", "\"2030-01-01T00:00:00Z\""}) {
      CAPTURE(claim, json);
      target.refuses(target.token().claimJson(claim, json), ErrorCode::claimMalformed);
    }
  }
}

TEST_CASE("a time before 1970 or after 9999 is malformed") {
  const Target target = targetAt(second);
  for (const char* claim : {"exp", "nbf", "iat"}) {
    for (const char* json :
         {"-1", "-0.001", "-1e300", "253402300800", "1e17", "1e300", "1.7976931348623157e308", "9223372036854775807",
          "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775808", "1e19"}) {
      CAPTURE(claim, json);
      target.refuses(target.token().claimJson(claim, json), ErrorCode::claimMalformed);
    }
  }
}

TEST_CASE("a token expiring now, or before, is refused") {
  const Target target = targetAt(second);
  target.refuses(target.token().claim("exp", second), ErrorCode::expired);
  target.refuses(target.token().claim("exp", second - 1), ErrorCode::expired);
  target.refuses(target.token().claimJson("exp", "1900000000.0"), ErrorCode::expired);
  target.refuses(target.token().claimJson("exp", "1899999999.999"), ErrorCode::expired);
  target.refuses(target.token().claim("exp", 0), ErrorCode::expired);
  target.refuses(target.token().claimJson("exp", "-0"), ErrorCode::expired);
  target.refuses(target.token().claimJson("exp", "1e-300"), ErrorCode::expired);
  target.refuses(target.token().without("exp"), ErrorCode::expiryMissing);
  target.accepts(target.token().claim("exp", second + 1));
  target.accepts(target.token().claimJson("exp", "1900000000.001"));
  target.accepts(target.token().claimJson("exp", "253402300799"));
}

TEST_CASE("a token that begins later is refused") {
  const Target target = targetAt(second);
  target.refuses(target.token().claim("nbf", second + 1), ErrorCode::notYetValid);
  target.refuses(target.token().claimJson("nbf", "1900000000.5"), ErrorCode::notYetValid);
  target.refuses(target.token().claim("iat", second + 1), ErrorCode::issuedInFuture);
  target.refuses(target.token().claimJson("iat", "253402300799"), ErrorCode::issuedInFuture);
  target.accepts(target.token().claim("nbf", second));
  target.accepts(target.token().claim("iat", second));
  target.accepts(target.token().claim("iat", 0).claim("nbf", 0));
}

TEST_CASE("the tolerance is as long as configured, to the second") {
  const Target target = targetAt(second, std::chrono::seconds(30));
  target.accepts(target.token().claim("exp", second - 29));
  target.refuses(target.token().claim("exp", second - 30), ErrorCode::expired);
  target.accepts(target.token().claim("nbf", second + 30));
  target.refuses(target.token().claim("nbf", second + 31), ErrorCode::notYetValid);
  target.refuses(target.token().claim("iat", second + 31), ErrorCode::issuedInFuture);
}

TEST_CASE("a day after 2038, 2106 or 2262 is a day like any other") {
  constexpr long long newYear3000 = 32'503'680'000, lastDayOf9999 = 253'402'214'400;
  for (const long long now :
       {2147483647LL, 2147483648LL, 4294967296LL, 9223372036LL, 9223372047LL, newYear3000, lastDayOf9999}) {
    CAPTURE(now);
    const Target target = targetAt(now - 10);
    target.accepts(target.token().claim("exp", now));
    target.accepts(target.token().claim("exp", std::min(now + 1'000'000'000LL, lastDayOf9999 + 1)));
    target.refuses(target.token().claim("exp", now - 10), ErrorCode::expired);
    target.refuses(target.token().claim("nbf", now), ErrorCode::notYetValid);
  }
}

TEST_CASE("a clock before 1970 accepts nothing that was issued since") {
  const TokenIssuer issuer(Algorithm::EdDSA);
  const ManualClock clock = ManualClock::at(-1'000'000);
  const JwtAuthenticationMechanism auth(issuer.config(), clock.clock());
  CHECK(auth.verifyToken(issuer.token().sign()).error().code == ErrorCode::issuedInFuture);
}

TEST_CASE("a token older than maxTokenAge, or of unknown age, is refused") {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.clockSkew = std::chrono::seconds(0);
  config.maxTokenAge = std::chrono::seconds(600);
  const ManualClock clock = ManualClock::at(second);
  const Target target(issuer, config, issuer.token().issuedAt(clock.now()), clock.clock());
  target.accepts(target.token().claim("iat", second - 600));
  target.refuses(target.token().claim("iat", second - 601), ErrorCode::tokenTooOld);
  target.refuses(target.token().claim("iat", 0), ErrorCode::tokenTooOld);
  target.refuses(target.token().without("iat"), ErrorCode::tokenTooOld);
}

}  // namespace
}  // namespace jwtauth::tests

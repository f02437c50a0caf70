#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// Bytes that the whole program holds on the heap, whichever thread asked for them; 0 where only the C library knows.
std::size_t heapInUse() {
#ifdef __GLIBC__
  return mallinfo2().uordblks;
#else
  return 0;
#endif
}

TEST_CASE("100,000 random key ids in a minute make for two fetches at most and leave nothing on the heap") {
  const TokenIssuer issuer;
  Publisher publisher({issuer});
  ManualClock clock;
  RemoteJwksOptions options;
  options.fetch = publisher.fetch();
  options.clock = clock.clock();
  const auto provider = remoteJwks("https://tenant.example/jwks.json", options);
  JwtAuthenticationConfig config = issuer.config();
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, provider, clock.clock());
  const std::string honest = issuer.token().bearer();
  REQUIRE(codeOf(auth.authenticate(honest)) == "none");

  constexpr int strangers = 100'000;
  int refused = 0;
  std::size_t heapEarly = 0;
  for (int i = 0; i < strangers; ++i) {
    clock.advance(std::chrono::microseconds(600));
    const std::string keyId = "random-" + std::to_string(i);
    refused += codeOf(provider->find(Algorithm::RS256, keyId)) == "keyUnknown" ? 1 : 0;
    if (i % 1'000 != 0) continue;
    CHECK(codeOf(auth.authenticate(issuer.token().header("kid", keyId).bearer())) == "keyUnknown");
    CHECK(codeOf(auth.authenticate(honest)) == "none");
    if (i == 60'000) heapEarly = heapInUse();  // after the fetch of the first half minute
  }
  CHECK(refused == strangers);
  CHECK(publisher.fetches() <= 1 + 2);
  CHECK(heapInUse() < heapEarly + 16 * 1024);
}

}  // namespace
}  // namespace jwtauth::tests

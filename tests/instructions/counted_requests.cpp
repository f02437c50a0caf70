// Requests for valgrind to count: of each algorithm a verification and a token seen before, each dumped under its name.
// What is expensive once (keys, contexts, headers) is done before the count.
#include <valgrind/callgrind.h>

#include <cstdio>
#include <string>

#include "bench/tokens.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace jwtauth::tests {
namespace {

constexpr int countedRequests = 20;  // as many as instructions_test.py divides by

bool count(const JwtAuthenticationMechanism& auth, const std::string& header, const std::string& name) {
  constexpr int warmUps = 3;
  for (int i = 0; i < warmUps; ++i) {
    if (!auth.authenticate(header)) return false;
  }
  CALLGRIND_START_INSTRUMENTATION;
  bool accepted = true;
  for (int i = 0; i < countedRequests; ++i) accepted &= auth.authenticate(header).hasValue();
  CALLGRIND_STOP_INSTRUMENTATION;
  CALLGRIND_DUMP_STATS_AT(name.c_str());
  return accepted;
}

bool countBoth(Algorithm algorithm) {
  const testing::TokenIssuer issuer(algorithm);
  JwtAuthenticationConfig config = bench::auth0Config(issuer);
  const std::string header = bench::auth0Token(issuer).bearer(), name(nameOf(algorithm));
  if (!count(JwtAuthenticationMechanism(config), header, name + " verified")) return false;
  config.verdictCacheEntries = 10;
  return count(JwtAuthenticationMechanism(config), header, name + " seen before");
}

}  // namespace
}  // namespace jwtauth::tests

int main() {
  using jwtauth::Algorithm;
  for (const Algorithm algorithm :
       {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA}) {
    if (jwtauth::tests::countBoth(algorithm)) continue;
    std::puts("a good token was refused");
    return 1;
  }
}

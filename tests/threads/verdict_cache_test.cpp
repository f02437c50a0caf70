// Tokens that are remembered under eight threads while keys change: nobody gets another's principal, and no token is
// good under keys that are gone.
#include <algorithm>
#include <atomic>

#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"
#include "tests/threads/crew.hpp"
#include "tests/threads/requests.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

TEST_CASE("eight threads get from a mechanism that remembers what they get from one that does not") {
  const std::size_t entries = GENERATE(1u, 3u, 1000u);
  const TokenIssuer issuer(Algorithm::HS256);
  JwtAuthenticationConfig config = issuer.config();
  config.verdictCacheEntries = entries;
  const JwtAuthenticationMechanism auth(config);
  const std::vector<Request> requests = mixedRequests(issuer);
  const auto failures = runTogether(crewSize, [&](std::size_t thread) -> std::string {
    for (std::size_t round = 0; round < 500; ++round) {
      const Request& request = requests[(round + thread) % requests.size()];
      const std::string fault = faultOf(auth.authenticate(request.authorization), request);
      if (!fault.empty()) return fault;
    }
    return "";
  });
  CHECK(failures == std::vector<std::string>{});
  CHECK(auth.verdictCacheStatus().hits > 0);
  CHECK(auth.verdictCacheStatus().entries <= entries);
}

/// Two keys in turn; the generation is their number, and is told after the key is there.
class TurningKeys final : public KeyProvider {
 public:
  TurningKeys(const TokenIssuer& even, const TokenIssuer& odd)
      : keys_{VerificationKey::fromText(Algorithm::HS256, even.key()),
              VerificationKey::fromText(Algorithm::HS256, odd.key())} {}

  Result<VerificationKey> find(Algorithm, std::string_view) const override { return keys_[current_ % 2]; }
  std::uint64_t generation() const noexcept override { return told_; }
  std::uint64_t current() const { return current_; }
  std::uint64_t told() const { return told_; }
  void turn() {
    ++current_;
    ++told_;
  }

 private:
  std::array<VerificationKey, 2> keys_;
  std::atomic<std::uint64_t> current_{0}, told_{0};
};

TEST_CASE("while keys turn no thread accepts a token by a key that was gone before it asked") {
  const TokenIssuer even(Algorithm::HS256), odd(Algorithm::HS256);
  const auto keys = std::make_shared<TurningKeys>(even, odd);
  JwtAuthenticationConfig config = even.config();
  config.key.clear();
  config.verdictCacheEntries = 100;
  const JwtAuthenticationMechanism auth(config, keys);
  const std::array tokens{even.token().sign(), odd.token().sign()};
  const auto failures = runTogether(crewSize, [&](std::size_t thread) -> std::string {
    for (std::size_t round = 0; round < 1000; ++round) {
      if (thread == 0 && round % 5 == 0) keys->turn();
      const std::uint64_t before = keys->told();
      const bool evenGood = auth.verifyToken(tokens[0]).hasValue();
      const bool oddGood = auth.verifyToken(tokens[1]).hasValue();
      if (keys->current() != before) continue;
      if (evenGood != (before % 2 == 0) || oddGood != (before % 2 == 1)) return "a verdict outlived its key";
    }
    return "";
  });
  CHECK(failures == std::vector<std::string>{});
}

TEST_CASE("threads come and go, and so do mechanisms that they have used") {
  const TokenIssuer issuer(Algorithm::HS256);
  JwtAuthenticationConfig config = issuer.config();
  config.verdictCacheEntries = 10;
  const std::string token = issuer.token("ann").sign();
  std::vector<Principal> kept;
  for (int round = 0; round < 20; ++round) {
    auto auth = std::make_unique<JwtAuthenticationMechanism>(config);
    for (int thread = 0; thread < 4; ++thread) {
      std::thread([&] { kept.push_back(auth->verifyToken(token).value()); }).join();
    }
  }
  CHECK(std::all_of(kept.begin(), kept.end(), [](const Principal& who) { return who.name() == "ann"; }));
}

}  // namespace
}  // namespace jwtauth::tests

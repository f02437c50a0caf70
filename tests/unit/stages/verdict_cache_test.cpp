// Tokens that were verified before: every answer is compared with that of a mechanism that remembers nothing. The
// hostile tests do the same with each of their attacks.
#include <algorithm>
#include <array>
#include <atomic>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using std::chrono::seconds;
using testing::TokenIssuer;

const TokenIssuer& issuer() {
  static const TokenIssuer one(Algorithm::ES256);
  return one;
}

JwtAuthenticationConfig configOf(std::size_t entries) {
  JwtAuthenticationConfig config = issuer().config();
  config.verdictCacheEntries = entries;
  return config;
}

/// Of the principal, or of the refusal.
std::string nameOf(const JwtAuthenticationMechanism& auth, std::string_view token) {
  const auto who = auth.verifyToken(token);
  return who ? std::string(who->name()) : codeOf(who);
}

/// One mechanism that remembers, one that does not.
struct Pair {
  explicit Pair(JwtAuthenticationConfig config, const Clock& clock = {})
      : remembering(withEntries(config, 100), clock), forgetting(withEntries(config, 0), clock) {}

  static JwtAuthenticationConfig withEntries(JwtAuthenticationConfig config, std::size_t entries) {
    config.verdictCacheEntries = entries;
    return config;
  }

  /// The code that both give.
  std::string answer(std::string_view token) const {
    const auto fresh = forgetting.verifyToken(token), known = remembering.verifyToken(token);
    REQUIRE(codeOf(known) == codeOf(fresh));
    REQUIRE(known.error().detail == fresh.error().detail);
    if (fresh) REQUIRE(known->claimsText() == fresh->claimsText());
    return codeOf(known);
  }

  JwtAuthenticationMechanism remembering, forgetting;
};

/// Keys that a test takes away.
class ChangingKeys final : public KeyProvider {
 public:
  Result<VerificationKey> find(Algorithm, std::string_view) const override {
    if (generation_ % 2 != 0) return Error{ErrorCode::keyUnknown, "taken away"};
    return key_;
  }
  std::uint64_t generation() const noexcept override { return generation_; }
  void change() { ++generation_; }

 private:
  VerificationKey key_ = VerificationKey::fromText(Algorithm::ES256, issuer().key());
  std::atomic<std::uint64_t> generation_{0};
};

/// Keys whose generation is another one each time a key has been looked up.
class RestlessKeys final : public KeyProvider {
 public:
  Result<VerificationKey> find(Algorithm, std::string_view) const override {
    ++generation_;
    return key_;
  }
  std::uint64_t generation() const noexcept override { return generation_; }

 private:
  VerificationKey key_ = VerificationKey::fromText(Algorithm::ES256, issuer().key());
  mutable std::atomic<std::uint64_t> generation_{0};
};

TEST_CASE("a token seen before gives the same principal, and is not verified again") {
  JwtAuthenticationConfig config = configOf(10);
  config.rolesClaim = "roles";
  config.fixedRoles = {"user"};
  const JwtAuthenticationMechanism auth(config);
  const std::string token = issuer().token("ann").claim("roles", {"editor"}).sign();
  const auto first = auth.verifyToken(token), second = auth.verifyToken(token);
  REQUIRE(second);
  CHECK(second->name() == "ann");
  CHECK(std::ranges::equal(second->roles(), std::array<std::string, 2>{"editor", "user"}));
  CHECK(second->expiresAt() == first->expiresAt());
  CHECK(second->claimsText() == first->claimsText());
  const VerdictCacheStatus status = auth.verdictCacheStatus();
  CHECK(status.misses == 1);
  CHECK(status.hits == 1);
  CHECK(status.entries == 1);
}

TEST_CASE("without the setting nothing is remembered or counted") {
  const JwtAuthenticationMechanism auth(issuer().config());
  const std::string token = issuer().token().sign();
  CHECK(auth.verifyToken(token));
  CHECK(auth.verifyToken(token));
  CHECK(auth.verdictCacheStatus().hits == 0);
  CHECK(auth.verdictCacheStatus().misses == 0);
}

TEST_CASE("a token that differs from a remembered one in any single character is judged as if it were new") {
  const Pair both(issuer().config());
  const std::string token = issuer().token().sign();
  REQUIRE(both.answer(token) == "none");
  for (std::size_t place = 0; place < token.size(); ++place) {
    CAPTURE(place);
    std::string altered = token;
    altered[place] = altered[place] == 'A' ? 'B' : 'A';
    CHECK(both.answer(altered) != "none");
  }
  CHECK(both.answer(token.substr(0, token.size() - 1)) != "none");
  CHECK(both.answer(token + "A") != "none");
  CHECK(both.answer(token) == "none");
}

TEST_CASE("a refused token is never remembered, however often it comes") {
  const JwtAuthenticationMechanism auth(configOf(10));
  const std::string forged = issuer().token().forged().sign(), expired = issuer().token().claim("exp", 1).sign();
  for (int i = 0; i < 3; ++i) {
    CHECK(codeOf(auth.verifyToken(forged)) == "signatureInvalid");
    CHECK(codeOf(auth.verifyToken(expired)) == "expired");
  }
  CHECK(auth.verdictCacheStatus().entries == 0);
  CHECK(auth.verdictCacheStatus().hits == 0);
}

TEST_CASE(
    "a remembered token is valid as long as a new one would be: exp, nbf, iat and its age are checked each time") {
  ManualClock clock = ManualClock::at(1'900'000'000);
  JwtAuthenticationConfig config = issuer().config();
  config.clockSkew = seconds(2);
  config.maxTokenAge = seconds(40);
  const Pair both(config, clock.clock());
  const auto token = [&](long long lifetime) {
    return issuer().token().issuedAt(clock.now()).claim("nbf", 1'900'000'000).expiresIn(seconds(lifetime)).sign();
  };
  const std::string shortLived = token(20), longLived = token(60);
  std::size_t good = 0;
  for (const int second : {0, 5, 19, 20, 21, 22, 23, 5, 0, -1, -2, -3, 0, 41, 42, 43, 59, 61, 70, 0}) {
    CAPTURE(second);
    clock.setWall(ManualClock::Moment(seconds(1'900'000'000 + second)));
    for (int i = 0; i < 2; ++i) {
      if (both.answer(shortLived) == "none") ++good;
      if (both.answer(longLived) == "none") ++good;
    }
  }
  CHECK(good > 20);
  CHECK(both.remembering.verdictCacheStatus().hits > 10);
}

TEST_CASE("when the keys change, what was verified before is verified again and dropped") {
  const auto keys = std::make_shared<ChangingKeys>();
  JwtAuthenticationConfig config = configOf(10);
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, keys);
  const std::string token = issuer().token().sign(), another = issuer().token().sign();
  CHECK(codeOf(auth.verifyToken(token)) == "none");
  CHECK(codeOf(auth.verifyToken(token)) == "none");
  keys->change();
  CHECK(codeOf(auth.verifyToken(token)) == "keyUnknown");
  CHECK(codeOf(auth.verifyToken(token)) == "keyUnknown");
  keys->change();
  CHECK(codeOf(auth.verifyToken(another)) == "none");
  CHECK(auth.verdictCacheStatus().entries == 1);
  CHECK(codeOf(auth.verifyToken(token)) == "none");
  CHECK(auth.verdictCacheStatus().hits == 1);
}

TEST_CASE("an extra check is asked about a remembered token too, and what it refuses is not remembered") {
  JwtAuthenticationConfig config = configOf(10);
  int asked = 0;
  bool refuses = true;
  config.extraCheck = [&](const Principal&) -> std::optional<Error> {
    ++asked;
    return refuses ? std::optional(Error{ErrorCode::checkRefused, "not now"}) : std::nullopt;
  };
  const JwtAuthenticationMechanism auth(config);
  const std::string token = issuer().token().sign();
  CHECK(codeOf(auth.verifyToken(token)) == "checkRefused");
  CHECK(auth.verdictCacheStatus().entries == 0);
  refuses = false;
  CHECK(codeOf(auth.verifyToken(token)) == "none");
  CHECK(codeOf(auth.verifyToken(token)) == "none");
  CHECK(auth.verdictCacheStatus().hits == 1);
  refuses = true;
  CHECK(codeOf(auth.verifyToken(token)) == "checkRefused");
  CHECK(asked == 4);
}

TEST_CASE("no more tokens are remembered than allowed, and those that are still answer rightly") {
  const std::size_t entries = GENERATE(1u, 7u, 8u, 9u, 50u);
  CAPTURE(entries);
  const TokenIssuer hmac(Algorithm::HS256);
  JwtAuthenticationConfig config = hmac.config();
  config.verdictCacheEntries = entries;
  const JwtAuthenticationMechanism auth(config);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < 5 * entries; ++i) tokens.push_back(hmac.token("user " + std::to_string(i)).sign());
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      CHECK(nameOf(auth, tokens[i]) == "user " + std::to_string(i));
      CHECK(auth.verdictCacheStatus().entries <= entries);
    }
  }
  CHECK(nameOf(auth, tokens.back()) == "user " + std::to_string(tokens.size() - 1));
  CHECK(auth.verdictCacheStatus().hits > 0);
}

TEST_CASE("more tokens than the front holds are found in the sets after it") {
  const TokenIssuer hmac(Algorithm::HS256);
  JwtAuthenticationConfig config = hmac.config();
  config.verdictCacheEntries = 8000;
  const JwtAuthenticationMechanism auth(config);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < 1000; ++i) tokens.push_back(hmac.token("user " + std::to_string(i)).sign());
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      REQUIRE(nameOf(auth, tokens[i]) == "user " + std::to_string(i));
    }
  }
  CHECK(auth.verdictCacheStatus().entries == 1000);
  CHECK(auth.verdictCacheStatus().hits == 1000);
}

TEST_CASE("a token longer than 8 KiB is verified every time") {
  const JwtAuthenticationMechanism auth(configOf(10));
  const std::string token = issuer().token().claim("filling", std::string(7000, 'x')).sign();
  REQUIRE(token.size() > 8 * 1024);
  CHECK(auth.verifyToken(token));
  CHECK(auth.verifyToken(token));
  CHECK(auth.verdictCacheStatus().entries == 0);
  CHECK(auth.verdictCacheStatus().misses == 2);
}

TEST_CASE("a wrapped token is remembered as it came") {
  JwtAuthenticationConfig config = configOf(10);
  config.base64Encoded = true;
  const JwtAuthenticationMechanism auth(config);
  const auto token = issuer().token("ann");
  const std::string wrapped = token.wrapped();
  CHECK(nameOf(auth, wrapped) == "ann");
  CHECK(nameOf(auth, wrapped) == "ann");
  CHECK(auth.verdictCacheStatus().hits == 1);
}

TEST_CASE("a principal of a remembered token outlives the mechanism, which can be moved before") {
  const std::string token = issuer().token("ann").sign();
  std::optional<Principal> who;
  {
    JwtAuthenticationMechanism first(configOf(10));
    REQUIRE(first.verifyToken(token));
    const JwtAuthenticationMechanism second(std::move(first));
    who = *second.verifyToken(token);
    CHECK(second.verdictCacheStatus().hits == 1);
  }
  CHECK(who->name() == "ann");
  CHECK(who->stringClaim("sub") == "ann");
}

TEST_CASE("a token that was verified while the keys changed is not remembered") {
  JwtAuthenticationConfig config = configOf(100);
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, std::make_shared<RestlessKeys>());
  const std::string token = issuer().token("alice").sign();
  CHECK(nameOf(auth, token) == "alice");
  CHECK(auth.verdictCacheStatus().entries == 0);
  CHECK(nameOf(auth, token) == "alice");
  CHECK(auth.verdictCacheStatus().hits == 0);
}

}  // namespace
}  // namespace jwtauth::tests

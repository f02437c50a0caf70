#include "tests/support/target.hpp"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <vector>

#include "src/text/base64url.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

/// Tells at the end how many attacks a run has made.
struct AttackCount {
  std::atomic<int> refused = 0;

  ~AttackCount() {
    if (refused > 0) std::cout << "attacks refused: " << refused << '\n';
  }
};

AttackCount attacks;

constexpr std::size_t leakSize = 8;

std::vector<std::string> readableFormsOf(std::string_view token) {
  std::vector<std::string> forms = {std::string(token)};
  for (std::size_t begin = 0; begin < token.size();) {
    const std::size_t end = std::min(token.find('.', begin), token.size());
    if (auto decoded = decodeBase64Url(token.substr(begin, end - begin))) forms.push_back(*std::move(decoded));
    begin = end + 1;
  }
  return forms;
}

JwtAuthenticationConfig remembering(JwtAuthenticationConfig config) {
  config.verdictCacheEntries = 16;
  return config;
}

JwtAuthenticationConfig withoutKey(JwtAuthenticationConfig config) {
  config.key.clear();
  return config;
}

}  // namespace

std::optional<std::string> leakOf(std::string_view secret, std::string_view text) {
  for (const std::string& form : readableFormsOf(secret)) {
    for (std::size_t i = 0; i + leakSize <= text.size(); ++i) {
      if (form.find(text.substr(i, leakSize)) != std::string::npos) return std::string(text.substr(i, leakSize));
    }
  }
  return std::nullopt;
}

std::string signingInputOf(const testing::TokenBuilder& token) {
  const std::string text = token.sign();
  return text.substr(0, text.rfind('.'));
}

std::string signatureOf(const testing::TokenBuilder& token) {
  const std::string text = token.sign();
  return bytesOfBase64Url(std::string_view(text).substr(text.rfind('.') + 1));
}

Target::Target(const testing::TokenIssuer& issuer, JwtAuthenticationConfig config, testing::TokenBuilder honest,
               Clock clock)
    : issuer_(issuer),
      mechanism_(config, clock),
      remembering_(remembering(config), clock),
      honest_(std::move(honest)) {}

Target::Target(const testing::TokenIssuer& issuer, std::shared_ptr<KeyProvider> keys)
    : issuer_(issuer),
      mechanism_(withoutKey(issuer.config()), keys),
      remembering_(remembering(withoutKey(issuer.config())), keys),
      honest_(issuer.token()) {}

void Target::refuses(const testing::TokenBuilder& altered, ErrorCode expected) const {
  refuses(altered.sign(), expected);
}

void Target::refuses(std::string_view altered, ErrorCode expected) const {
  requireThatTheHonestPasses();
  const auto result = mechanism_.verifyToken(altered);
  requireRefusal(result, altered, expected);
  for (int i = 0; i < 2; ++i) requireSame(result, remembering_.verifyToken(altered));
}

void Target::refusesHeader(std::string_view authorization, ErrorCode expected) const {
  requireThatTheHonestPasses();
  const auto result = mechanism_.authenticate(authorization);
  requireRefusal(result, authorization, expected);
  for (int i = 0; i < 2; ++i) requireSame(result, remembering_.authenticate(authorization));
}

void Target::accepts(const testing::TokenBuilder& altered) const {
  const std::string token = altered.sign();
  const auto result = mechanism_.verifyToken(token);
  CHECK(codeOf(result) == "none");
  for (int i = 0; i < 2; ++i) requireSame(result, remembering_.verifyToken(token));
}

void Target::requireThatTheHonestPasses() const {
  const std::string bearer = honest_.bearer();
  const auto result = mechanism_.authenticate(bearer);
  REQUIRE(codeOf(result) == "none");
  for (int i = 0; i < 2; ++i) requireSame(result, remembering_.authenticate(bearer));
  REQUIRE(remembering_.verdictCacheStatus().hits > 0);
}

void Target::requireSame(const Result<Principal>& fresh, const Result<Principal>& remembering) const {
  REQUIRE(codeOf(remembering) == codeOf(fresh));
  CHECK(remembering.error().detail == fresh.error().detail);
  if (!fresh) return;
  CHECK(remembering->claimsText() == fresh->claimsText());
  CHECK(remembering->name() == fresh->name());
  CHECK(std::ranges::equal(remembering->roles(), fresh->roles()));
  CHECK(remembering->expiresAt() == fresh->expiresAt());
}

void Target::requireRefusal(const Result<Principal>& result, std::string_view altered, ErrorCode expected) const {
  CHECK(codeOf(result) == nameOf(expected));
  if (result) return;
  ++attacks.refused;
  CHECK(leakOf(altered, result.error().detail) == std::nullopt);
  CHECK(leakOf(altered, mechanism_.challenge(result.error())) == std::nullopt);
}

}  // namespace jwtauth::tests

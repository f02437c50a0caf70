#include "tests/support/target.hpp"

#include <atomic>
#include <iostream>
#include <vector>

#include "src/base64url.hpp"
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
    : issuer_(issuer), mechanism_(std::move(config), std::move(clock)), honest_(std::move(honest)) {}

Target::Target(const testing::TokenIssuer& issuer, std::shared_ptr<KeyProvider> keys)
    : issuer_(issuer), mechanism_(withoutKey(issuer.config()), std::move(keys)), honest_(issuer.token()) {}

void Target::refuses(const testing::TokenBuilder& altered, ErrorCode expected) const {
  refuses(altered.sign(), expected);
}

void Target::refuses(std::string_view altered, ErrorCode expected) const {
  requireThatTheHonestPasses();
  requireRefusal(mechanism_.verifyToken(altered), altered, expected);
}

void Target::refusesHeader(std::string_view authorization, ErrorCode expected) const {
  requireThatTheHonestPasses();
  requireRefusal(mechanism_.authenticate(authorization), authorization, expected);
}

void Target::accepts(const testing::TokenBuilder& altered) const {
  CHECK(codeOf(mechanism_.verifyToken(altered.sign())) == "none");
}

void Target::requireThatTheHonestPasses() const {
  REQUIRE(codeOf(mechanism_.authenticate(honest_.bearer())) == "none");
}

void Target::requireRefusal(const Result<Principal>& result, std::string_view altered, ErrorCode expected) const {
  CHECK(codeOf(result) == nameOf(expected));
  if (result) return;
  ++attacks.refused;
  CHECK(leakOf(altered, result.error().detail) == std::nullopt);
  CHECK(leakOf(altered, mechanism_.challenge(result.error())) == std::nullopt);
}

}  // namespace jwtauth::tests

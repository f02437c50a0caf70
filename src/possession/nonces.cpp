// A time goes in, a nonce comes out; a nonce goes in, whether it is one of ours and recent comes out.
#include "src/possession/nonces.hpp"

#include <cmath>
#include <utility>

#include "src/libcrypto/digest.hpp"
#include "src/libcrypto/secrets.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr double secondsInStep = 60;
constexpr std::int64_t stepsAccepted = 2;  // before the current one
constexpr std::int64_t stepsAhead = 1;     // of a server whose clock is ahead
constexpr std::size_t bytesOfStep = 8, bytesOfMac = 16;

std::int64_t stepAt(WallTime time) noexcept {
  return static_cast<std::int64_t>(std::floor(time.time_since_epoch().count() / secondsInStep));
}

const std::string& secretOfProcess() {
  static const std::string secret = randomBytes(32);
  return secret;
}

}  // namespace

Nonces::Nonces(std::string secret) : secret_(secret.empty() ? secretOfProcess() : std::move(secret)) {}

Nonces::~Nonces() {
  cleanse(secret_);
}

std::string Nonces::ofStep(std::int64_t step) const {
  std::string bytes(bytesOfStep, '\0');
  for (std::size_t i = 0; i < bytesOfStep; ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (8 * (bytesOfStep - 1 - i)) & 0xff);
  }
  bytes += hmacSha256(secret_, "DPoP-Nonce" + bytes).substr(0, bytesOfMac);
  return encodeBase64Url(bytes);
}

std::string Nonces::at(WallTime now) const {
  return ofStep(stepAt(now));
}

std::optional<Nonces::Known> Nonces::find(std::string_view nonce, WallTime now) const {
  const std::int64_t current = stepAt(now);
  for (std::int64_t step = current + stepsAhead; step >= current - stepsAccepted; --step) {
    if (!areEqualInConstantTime(nonce, ofStep(step))) continue;
    const auto end = static_cast<double>(step + stepsAccepted + 1) * secondsInStep;
    return Known{WallTime(std::chrono::duration<double>(end)), step >= current};
  }
  return std::nullopt;
}

}  // namespace jwtauth::inline v0

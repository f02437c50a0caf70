// A token that was verified goes in, yes or the first refusal of the checks that are configured comes out: it was
// revoked, or that cannot be found out now.
#include <algorithm>

#include "src/libcrypto/digest.hpp"
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

/// RFC 6750 2.1: b64token.
bool isBearerToken(std::string_view token) noexcept {
  while (token.ends_with('=')) token.remove_suffix(1);
  return !token.empty() && std::all_of(token.begin(), token.end(), [](char one) {
    return isLetter(one) || isDigit(one) || std::string_view("-._~+/").find(one) != std::string_view::npos;
  });
}

}  // namespace

RevocationCheck::~RevocationCheck() = default;
TokenAuthority::~TokenAuthority() = default;

std::string digestOfToken(std::string_view token) {
  return sha256(token);
}

bool RevocationCheck::tellWhenSettled(std::string_view, const std::function<void()>&) const {
  return false;
}

Result<std::shared_ptr<const std::string>> askAuthority(std::string_view token, const TokenAuthority& authority) {
  if (!isBearerToken(token)) {
    return Error{ErrorCode::tokenMalformed, "the token holds characters that no bearer token has (RFC 6750 2.1)"};
  }
  return authority.claimsOf(token);
}

Result<void> checkRevocation(const VerifiedToken& token, const JwtAuthenticationConfig& config) {
  for (const auto& check : config.revocationChecks) {
    if (const auto counts = check->check(token); !counts) return counts;
  }
  return {};
}

Result<void> checkRevocationOfKnown(std::string_view token, std::string_view claims,
                                    const JwtAuthenticationConfig& config) {
  if (config.revocationChecks.empty()) return {};
  if (!config.base64Encoded) return checkRevocation({token, claims}, config);
  const auto unwrapped = unwrapToken(token);
  return unwrapped ? checkRevocation({*unwrapped, claims}, config) : unwrapped.error();
}

bool tellWhenSettled(std::string_view token, const JwtAuthenticationConfig& config,
                     const std::function<void()>& resume) {
  if (config.tokenAuthority && config.tokenAuthority->tellWhenSettled(token, resume)) return true;
  if (config.revocationChecks.empty()) return false;
  const auto unwrapped = config.base64Encoded ? unwrapToken(token) : Result<std::string>(std::string(token));
  const auto& checks = config.revocationChecks;
  return unwrapped && std::any_of(checks.begin(), checks.end(),
                                  [&](const auto& check) { return check->tellWhenSettled(*unwrapped, resume); });
}

}  // namespace jwtauth::inline v0

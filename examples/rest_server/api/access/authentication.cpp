// What the configuration says of issuers goes in, mechanisms that verify their tokens come out.
#include "api/access/authentication.hpp"

#include "jwtauth/remote_key_source.hpp"
#include "jwtauth/remote_revocation.hpp"

namespace rest::api {
namespace {

/// No thread of a server waits, and none but the keys' own fetches.
void requireOwnThread(const jwtauth::KeySource& source) {
  const auto refuse = [](const char* setting) {
    throw jwtauth::ConfigurationError(jwtauth::ErrorCode::settingInvalid, setting,
                                      "a setting for hosts whose own threads fetch keys; expected none in this server");
  };
  if (source.keyRefresh == jwtauth::KeyRefresh::caller) refuse("keyRefresh");
  if (!source.keyCache.empty()) refuse("keyCache");
  if (source.waitForKeys) refuse("waitForKeys");
}

}  // namespace

Authentication openAuthentication(std::span<const jwtauth::ConfiguredMechanism> configured,
                                  std::chrono::milliseconds waitForKeys) {
  jwtauth::RemoteJwksOptions options;
  options.waitForKeys = waitForKeys;
  std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
  std::vector<IssuerKeys> issuers;
  for (const jwtauth::ConfiguredMechanism& each : configured) {
    requireOwnThread(each.keySource);
    issuers.push_back({each.config.issuer, jwtauth::openKeySource(each, options)});
    const auto& keys = issuers.back().provider;
    auto config = jwtauth::openRevocation(each, keys, {.waitForAnswer = waitForKeys});
    if (keys) {
      mechanisms.emplace_back(std::move(config), keys);
    } else {
      mechanisms.emplace_back(std::move(config));
    }
  }
  return {jwtauth::IssuerRouter(std::move(mechanisms)), std::move(issuers)};
}

}  // namespace rest::api

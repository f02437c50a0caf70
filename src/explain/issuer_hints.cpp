// A token that no mechanism is configured for goes in, the likely reason comes out: an issuer that is written a little
// differently, none at all, or one that nobody told this server about.
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

MaybeText almostConfigured(const Examination& found) {
  const std::string issuer = found.payload.string("iss").value_or("");
  for (const std::string& configured : found.routedIssuers) {
    if (const auto difference = smallDifference(issuer, configured)) {
      return "The nearest configured issuer is " + inQuotes(configured) + ": " + *difference +
             ". Set issuer: " + inQuotes(issuer) +
             " exactly as the token has it, if that is whom you trust; Auth0's ends in a slash, Keycloak's does not.";
    }
  }
  return std::nullopt;
}

MaybeText issuerMissing(const Examination& found) {
  if (found.payload.string("iss")) return std::nullopt;
  return "The token does not say in iss who issued it, so that none of several issuers has the say. Have its issuer "
         "write it.";
}

MaybeText sameHost(const Examination& found) {
  const std::string host = hostOf(found.payload.string("iss").value_or(""));
  if (host.empty() || almostConfigured(found)) return std::nullopt;
  for (const std::string& configured : found.routedIssuers) {
    if (hostOf(configured) == host) {
      return "The configured issuer " + inQuotes(configured) +
             " is on the same host: the token may come from another realm or tenant there.";
    }
  }
  return std::nullopt;
}

MaybeText notConfigured(const Examination& found) {
  if (issuerMissing(found) || almostConfigured(found)) return std::nullopt;
  return "The client logs in at an issuer that this server does not trust. If it should, add a block with its issuer "
         "and keys to the configuration.";
}

}  // namespace

std::span<const Hint> issuerHints() noexcept {
  static constexpr std::array<Hint, 4> hints{almostConfigured, issuerMissing, sameHost, notConfigured};
  return hints;
}

}  // namespace jwtauth::inline v0

// A token whose issuer no mechanism is configured for goes in, the likely reason comes out: the issuer is written a
// little differently, is missing, or was never configured.
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string issuerOf(const Examination& found) {
  return found.payload.string("iss").value_or("");
}

/// The first configured issuer that `resembles` the token's; empty when none does.
template <class Resembles>
std::string configuredLike(const Examination& found, Resembles resembles) {
  const std::string issuer = issuerOf(found);
  for (const std::string& configured : found.routedIssuers) {
    if (resembles(issuer, configured)) return configured;
  }
  return {};
}

std::string almostTheSame(const Examination& found) {
  return configuredLike(found, smallDifference);
}

std::string onTheSameHost(const Examination& found) {
  return configuredLike(found, [](const std::string& issuer, const std::string& configured) {
    return !hostOf(issuer).empty() && hostOf(issuer) == hostOf(configured);
  });
}

constexpr Hint issuer[] = {
    {anyCode, [](const Examination& found) { return !almostTheSame(found).empty(); },
     [](const Examination& found) {
       const std::string configured = almostTheSame(found);
       return "The nearest configured issuer is " + inQuotes(configured) + ": " +
              smallDifference(issuerOf(found), configured).value_or("") +
              ". If you trust it, set issuer: " + inQuotes(issuerOf(found)) + " exactly as the token has it.";
     }},
    {anyCode, [](const Examination& found) { return !found.payload.string("iss"); },
     "The token does not say in iss who issued it, so no issuer can be chosen. Have its issuer write it."},
    {anyCode, [](const Examination& found) { return !onTheSameHost(found).empty(); },
     [](const Examination& found) {
       return "The configured issuer " + inQuotes(onTheSameHost(found)) +
              " is on the same host: the token may come from another realm or tenant there. "
              "If this server should trust it, add a block with its issuer and keys to the configuration. " +
              std::string(issuerBehind(found).words.issuer);
     }},
    {anyCode, always,
     [](const Examination& found) {
       return "The client logs in at an issuer that this server does not trust. "
              "If it should, add a block with its issuer and keys to the configuration. " +
              std::string(issuerBehind(found).words.issuer);
     }},
};

}  // namespace

std::span<const HintGroup> issuerHints() noexcept {
  static constexpr HintGroup groups[] = {issuer};
  return groups;
}

}  // namespace jwtauth::inline v0

// What a closer look found goes in, the likely causes come out: those of the stage that refused, likeliest first.
#include "src/explain/hints.hpp"

namespace jwtauth::inline v0 {
namespace {

std::span<const Hint> hintsAt(const std::optional<Stage>& refusedAt) noexcept {
  if (!refusedAt) return acceptedHints();
  switch (*refusedAt) {
    case Stage::bearer:
      return credentialsHints();
    case Stage::token:
      return tokenHints();
    case Stage::issuer:
      return issuerHints();
    case Stage::header:
      return headerHints();
    case Stage::key:
      return keyHints();
    case Stage::signature:
      return signatureHints();
    case Stage::claims:
      return claimsHints();
    case Stage::principal:
      return principalHints();
  }
  return {};
}

/// Where nothing typical was found: what the stage expects.
std::string_view expectationOf(Stage stage) noexcept {
  switch (stage) {
    case Stage::bearer:
      return "The header must be `Authorization: Bearer TOKEN`, whatever word other servers take (Token, JWT, ApiKey).";
    case Stage::token:
      return "A token is three parts of letters, digits, - and _, joined by dots, exactly as the issuer answered it. "
             "What came was altered, or is something else.";
    case Stage::issuer:
      return "The token's issuer is none that this server is configured for.";
    case Stage::header:
      return "The header is none that a usual issuer writes.";
    case Stage::key:
      return "The key provider has no key for this token.";
    case Stage::signature:
      return "The signature could not be verified.";
    case Stage::claims:
    case Stage::principal:
      break;
  }
  return "The step that refused says what came and what was expected.";
}

}  // namespace

std::vector<std::string> hintsOf(const Examination& found) {
  std::vector<std::string> hints;
  for (const Hint hint : hintsAt(found.refusedAt)) {
    if (auto text = hint(found)) hints.push_back(*std::move(text));
  }
  if (hints.empty() && found.refusedAt) hints.emplace_back(expectationOf(*found.refusedAt));
  return hints;
}

}  // namespace jwtauth::inline v0

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

}  // namespace

std::vector<std::string> hintsOf(const Examination& found) {
  std::vector<std::string> hints;
  for (const Hint hint : hintsAt(found.refusedAt)) {
    if (auto text = hint(found)) hints.push_back(*std::move(text));
  }
  return hints;
}

}  // namespace jwtauth::inline v0

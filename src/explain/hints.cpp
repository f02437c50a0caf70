// What a closer look found goes in, the likely causes come out: those of the stage that refused, likeliest first.
#include "src/explain/hints.hpp"

#include <algorithm>

#include "src/explain/known_issuers.hpp"

namespace jwtauth::inline v0 {
namespace {

std::span<const HintGroup> hintsAt(const std::optional<Stage>& refusedAt) noexcept {
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
    case Stage::authority:
      return authorityHints();
    case Stage::claims:
      return claimsHints();
    case Stage::revocation:
      return revocationHints();
    case Stage::binding:
      return bindingHints();
    case Stage::principal:
      return principalHints();
  }
  return {};
}

bool applies(const Hint& hint, const Examination& found) {
  return (!hint.code || found.refusedWith(*hint.code)) && hint.when(found);
}

std::string textOf(const Sentence& sentence, const Examination& found) {
  const auto* make = std::get_if<1>(&sentence);
  return make ? (*make)(found) : std::string(std::get<0>(sentence));
}

/// Where nothing typical was found: what the stage expects.
std::string_view expectationOf(Stage stage) noexcept {
  switch (stage) {
    case Stage::bearer:
      return "The header must be `Authorization: Bearer TOKEN`, even if other servers take another word (Token, JWT, ApiKey).";
    case Stage::token:
      return "A token is three parts of letters, digits, - and _, joined by dots, exactly as the issuer sent it. "
             "This one was altered, or it is something else.";
    case Stage::issuer:
      return "This server is not configured for the token's issuer.";
    case Stage::header:
      return "Usual issuers do not write such a header.";
    case Stage::key:
      return "The key provider has no key for this token.";
    case Stage::signature:
      return "The signature could not be verified.";
    case Stage::authority:
    case Stage::claims:
    case Stage::revocation:
    case Stage::binding:
    case Stage::principal:
      break;
  }
  return "The step that refused says what it got and what it expected.";
}

std::optional<std::string> firstOf(HintGroup group, const Examination& found) {
  const auto hint = std::find_if(group.begin(), group.end(), [&](const Hint& one) { return applies(one, found); });
  if (hint == group.end()) return std::nullopt;
  return textOf(hint->sentence, found);
}

/// A cause that leaves no room for others: a token of the wrong kind, a mistake known at its issuer.
std::optional<std::string> certainCause(const Examination& found) {
  if (!found.refusedAt || found.verdict.kind() != ErrorKind::invalidToken) return std::nullopt;
  if (found.config.tokenAuthority && !found.payload.readable) return std::nullopt;  // it is meant to be opaque
  if (auto kind = firstOf(wrongKindHints(), found)) return kind;
  return firstOf(issuerBehind(found).mistakes, found);
}

}  // namespace

std::vector<std::string> hintsOf(const Examination& found) {
  if (auto cause = certainCause(found)) return {*std::move(cause)};
  std::vector<std::string> hints;
  for (const HintGroup group : hintsAt(found.refusedAt)) {
    if (auto hint = firstOf(group, found)) hints.push_back(*std::move(hint));
  }
  if (hints.empty() && found.refusedAt) hints.emplace_back(expectationOf(*found.refusedAt));
  return hints;
}

}  // namespace jwtauth::inline v0

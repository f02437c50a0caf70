#pragma once

#include <span>
#include <string>
#include <string_view>

#include "src/explain/hints.hpp"

namespace jwtauth::inline v0 {

/// An issuer's own words: where it is changed there what a hint says must change. A member is empty where a general
/// sentence is as good; each is whole sentences.
struct IssuerWords {
  std::string_view audience{};    ///< how a token is made out to this server, and what stands in for `aud`
  std::string_view roles{};       ///< how roles come into a token, and under which name
  std::string_view username{};    ///< which claim names the user
  std::string_view signedForm{};  ///< how it issues JWTs in place of opaque tokens
  std::string_view encryption{};  ///< how it is made to sign only
  std::string_view algorithm{};   ///< where the algorithm is chosen
  std::string_view type{};        ///< where the header's `typ` is chosen
  std::string_view issuer{};      ///< what its `iss` looks like
  std::string_view keys{};        ///< where its present keys are
  std::string_view binding{};     ///< where tokens bound to a client's key are switched off
  std::string_view lifetime{};    ///< what its clients do about short lifetimes
  std::string_view place{};       ///< where its token comes, if not in Authorization, and how that is configured
  std::string_view narrowing{};   ///< of one that everybody shares: what says that a token is for this server's users
  std::string_view idToken{};     ///< how its ID tokens differ from access tokens, or stand in for them
};

/// An issuer that hints know: how it is recognised, its words, and the mistakes that are made with it alone.
struct KnownIssuer {
  std::string_view name{};  ///< empty for the one that stands for all others
  bool (*named)(std::string_view issuer, std::string_view host) = nullptr;  ///< by `iss`, and the host in it
  bool (*marked)(const Examination& found) = nullptr;                       ///< by what else it writes
  IssuerWords words{};
  HintGroup mistakes{};  ///< asked before the general hints, each at its code
};

/// The issuer that a token comes from: by the beginning of an opaque token, by its `iss`, by its claims, or by the
/// configured issuer. A guess for people, which decides nothing.
const KnownIssuer& issuerBehind(const Examination& found);

/// The issuer whose opaque tokens begin, or look, like the one that was sent; null when that shows none.
const KnownIssuer* issuerOfOpaque(const Examination& found);

/// Words of that issuer, or the general sentence where it has none.
std::string wordsOr(std::string_view words, std::string_view general);

/// Says so by its claims: refresh and offline tokens.
bool isRefreshToken(const Examination& found);

/// Tokens that are no access tokens for anyone's API, at whichever stage they are refused: refresh, logout and custom
/// tokens, API keys, those for Microsoft Graph.
HintGroup wrongKindHints() noexcept;

}  // namespace jwtauth::inline v0

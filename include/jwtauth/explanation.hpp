#pragma once

#include <string>
#include <vector>

#include "jwtauth/export.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// How one request was judged, step by step, for an operator who looks at a 401. It shows claims of the token and
/// settings of the server (never keys or signatures), so it belongs in a terminal or a protected log, not in an HTTP
/// answer.
struct JWTAUTH_EXPORT Explanation {
  enum class Outcome { passed, refused, notReached, remark };

  struct Step {
    /// "bearer", "token", "issuer" (of an IssuerRouter), "header", "key", "signature" (for an opaque token "authority" in
    /// place of these three), "claims", "revocation" (where there are revocationChecks), "binding" (of a token that is
    /// bound, or came by the scheme DPoP), "principal"
    std::string stage;
    Outcome outcome = Outcome::notReached;
    std::string text;  ///< one sentence: what was found, what was expected
  };

  bool accepted = false;
  Error error;                     ///< what authenticate() answers; code none when accepted
  std::vector<Step> steps;         ///< in the order of the stages
  std::vector<std::string> hints;  ///< what is probably wrong, and what to do about it; likeliest first

  /// Lines for a person, ending in a newline.
  std::string text() const;

  /// The same as one JSON object: {"accepted", "code", "detail", "steps": [{"stage","outcome","text"}], "hints"}.
  std::string json() const;
};

}  // namespace jwtauth::inline v0

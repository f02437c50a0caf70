#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/refusal.hpp"
#include "jwtauth/requirement.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// What the challenges of one server say whatever is refused.
struct ChallengeTerms {
  std::string realm;
  bool offersBearer = true;
  std::vector<std::string> dpopAlgorithms{};  ///< their names; empty: DPoP is not offered
  std::string resourceMetadata{};             ///< RFC 9728 5.1; empty: there is no such document
  std::vector<std::string> scopes{};          ///< that every request needs
};

/// RFC 6750 3, RFC 9449 7.1, RFC 9470 3: the challenge of the scheme that names the error, with the part of the
/// requirement that was not met. Empty for kinds without a challenge.
std::string makeChallenge(Error error, const ChallengeTerms& terms, const Requirement& requirement);

/// Status and fields of the answer: the challenges of all schemes that are offered, each in a field of its own.
Refusal makeRefusal(Error error, const ChallengeTerms& terms, const Requirement& requirement);

/// RFC 9449 8: a nonce for the next proof, which no cache may keep. Does nothing without one, and says so.
bool addNonce(std::vector<ResponseField>& fields, std::optional<std::string> nonce);

}  // namespace jwtauth::inline v0

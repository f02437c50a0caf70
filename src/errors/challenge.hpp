#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/refusal.hpp"
#include "jwtauth/requirement.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// The requirement, and for scopeInsufficient the scopes that every request needs before its own (RFC 6750 3).
Requirement withScopes(Requirement requirement, Error error, const std::vector<std::string>& ofEveryRequest);

/// RFC 6750 3, RFC 9470 3. Names the part of the requirement that was not met. Empty for kinds without a challenge.
std::string makeChallenge(Error error, std::string_view realm, const Requirement& requirement);

/// Status and fields of the answer.
Refusal makeRefusal(Error error, std::string_view realm, const Requirement& requirement);

}  // namespace jwtauth::inline v0

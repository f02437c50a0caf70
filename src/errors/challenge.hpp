#pragma once

#include <string>
#include <string_view>

#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// RFC 6750 3. Empty for kinds without a challenge.
std::string makeChallenge(Error error, std::string_view realm, std::string_view scope);

}  // namespace jwtauth::inline v0

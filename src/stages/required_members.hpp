#pragma once

#include <vector>

#include "jwtauth/config.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// Whether the object (the payload, or the header) has the member as it is required.
bool meets(JsonValue object, const RequiredMember& required);

/// The first that the object does not meet; null when it meets all.
const RequiredMember* firstUnmet(JsonValue object, const std::vector<RequiredMember>& required);

}  // namespace jwtauth::inline v0

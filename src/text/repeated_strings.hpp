#pragma once

#include <string>
#include <vector>

namespace jwtauth::inline v0 {

/// Keeps the first of equal strings.
void removeRepeated(std::vector<std::string>& strings);

}  // namespace jwtauth::inline v0

#pragma once

#include <string_view>

#include "tests/fuzz/scenes.hpp"

namespace jwtauth::fuzz {

/// Holds what was accepted against the standards once more, by slow code that shares nothing with the library: the
/// signature by OpenSSL in one go, header and claims by nlohmann. Ends the program as a finding when something is
/// amiss.
void demandRightlyAccepted(const Scene& scene, std::string_view authorization, const Principal& who);

}  // namespace jwtauth::fuzz

#pragma once

#include <string>

namespace jwtauth::inline v0 {

/// Empties a text that held a secret, overwriting its bytes in a way that no compiler leaves out.
void cleanse(std::string& secret) noexcept;

}  // namespace jwtauth::inline v0

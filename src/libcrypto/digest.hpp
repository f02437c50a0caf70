#pragma once

#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// The 32 bytes of SHA-256 (FIPS 180-4). May throw std::bad_alloc.
std::string sha256(std::string_view message);

}  // namespace jwtauth::inline v0

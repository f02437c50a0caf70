#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// Empties a text that held a secret, overwriting its bytes in a way that no compiler leaves out.
void cleanse(std::string& secret) noexcept;

/// Bytes that no one can guess. Throws std::runtime_error where the libcrypto has none.
std::string randomBytes(std::size_t count);

/// Takes the same time wherever texts of one size differ.
bool areEqualInConstantTime(std::string_view one, std::string_view other) noexcept;

}  // namespace jwtauth::inline v0

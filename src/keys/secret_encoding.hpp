#pragma once

#include <string>
#include <string_view>

#include "jwtauth/key_source.hpp"

namespace jwtauth::inline v0 {

/// The bytes of a secret that is written in this encoding. Throws ConfigurationError about `secretEncoding`.
std::string decodedSecret(std::string_view text, SecretEncoding encoding);

}  // namespace jwtauth::inline v0

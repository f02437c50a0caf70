#pragma once

#include <string>

#include "jwtauth/result.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// What a token's `cnf` binds it to (RFC 7800 3.1). Both empty: to something that is not understood.
struct Confirmation {
  std::string keyThumbprint;          ///< `jkt`, RFC 9449 6.1
  std::string certificateThumbprint;  ///< `x5t#S256`, RFC 8705 3.1

  bool isUnderstood() const noexcept { return !keyThumbprint.empty() || !certificateThumbprint.empty(); }
};

/// Members that are not understood are ignored. Refuses with confirmationMalformed what is not an object, and a
/// thumbprint that is not 43 characters of base64url: a broken binding is not no binding.
Result<Confirmation> readConfirmation(JsonValue cnf);

}  // namespace jwtauth::inline v0

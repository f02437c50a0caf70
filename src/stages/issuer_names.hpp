#pragma once

#include <string>
#include <string_view>

#include "jwtauth/config.hpp"
#include "src/configuration/issuer_template.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// Whether `iss` is a name of the configured issuer: what a router goes by. Of a template this is the beginning, the
/// end and a tenant that is trusted; that the token's own claim says the same is a check of the claims.
bool isNameOfIssuer(const JsonString& iss, const JwtAuthenticationConfig& config);

/// Whether a key whose JWK says `issuer` may sign for a token of this `iss`: that issuer's own, or with its placeholder
/// filled as the template is.
bool maySignFor(std::string_view iss, std::string_view keyIssuer, const IssuerTemplate& issuer);

}  // namespace jwtauth::inline v0

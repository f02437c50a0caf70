#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/client_certificate_header.hpp"
#include "jwtauth/config.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/key_source.hpp"
#include "jwtauth/revocation_source.hpp"

namespace jwtauth::inline v0 {

/// Reads a RESTHeart configuration given as JSON: the v7/v8 layout (everything under
/// `jwtAuthenticationMechanism`), the v9 layout (`jwtConfigProvider` beside it), or the block alone, as the
/// tutorial shows it. RESTHeart's algorithm aliases (RSA256, HMAC256, ...) are known. Members of a whole RESTHeart
/// file that are not ours are ignored. An unknown or mistyped key inside our blocks throws a ConfigurationError
/// (settingInvalid) that names it and the nearest known one; `enabled: false` throws, too.
JWTAUTH_EXPORT JwtAuthenticationConfig configFromJson(std::string_view json);

struct ConfiguredMechanism {
  JwtAuthenticationConfig config{};
  KeySource keySource{};
  /// While it is given and openRevocation() has not opened it, `config` makes no mechanism.
  RevocationSource revocation{};
  /// For the host: only it knows from which address a request came.
  std::optional<ClientCertificateHeader> clientCertificateHeader{};
};

/// The same for files that name a key source (KeySource) or several issuers: there jwtAuthenticationMechanism is a list
/// of blocks, and IssuerRouter takes the mechanisms made from them. The result is never empty.
JWTAUTH_EXPORT std::vector<ConfiguredMechanism> mechanismsFromJson(std::string_view json);

}  // namespace jwtauth::inline v0

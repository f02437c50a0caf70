#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "jwtauth/algorithm.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/key_source.hpp"

namespace jwtauth::inline v0 {

/// Reads what a KeySource::keyFile holds, which is what the setting `key` may hold, as a provider of that one key, for
/// the one of the algorithms that it suits. One line break at the end is no part of a secret. Throws ConfigurationError
/// when the text is no usable key, or not of the encoding.
JWTAUTH_EXPORT std::shared_ptr<KeyProvider> parseKeyFile(std::string_view text, std::span<const Algorithm> algorithms,
                                                         SecretEncoding encoding = SecretEncoding::text);

}  // namespace jwtauth::inline v0

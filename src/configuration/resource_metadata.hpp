#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jwtauth/config.hpp"

namespace jwtauth::inline v0 {

/// Refuses settings of protected-resource metadata that cannot work. Throws ConfigurationError.
void requireResource(const JwtAuthenticationConfig& config);

/// Where the metadata of this resource is (RFC 9728 3.1). Empty without a resource.
std::string metadataUrlOf(std::string_view resource);

/// The metadata that is found at this path, of the first of these resources that has it. Configurations of the same
/// resource, for several issuers, are one document.
std::optional<std::string> metadataAt(std::string_view path, std::span<const JwtAuthenticationConfig* const> configs);

}  // namespace jwtauth::inline v0

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace jwtauth::fuzz {

// What the code under test is compared with: slow, plain, written from the standards or left to others' code.

/// RFC 4648 5 without padding, canonical, a bit at a time.
std::optional<std::string> referenceBase64Url(std::string_view text);

/// One JSON object as nlohmann reads it, without its leniencies: no NUL, no BOM, no name twice in an object, 64 levels,
/// 1,024 members in objects that are open at once, no number that a double would take for zero.
std::optional<nlohmann::json> referenceObject(std::string_view text);

}  // namespace jwtauth::fuzz

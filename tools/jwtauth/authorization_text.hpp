#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jwtauth::commandLine {

/// The value of an Authorization field as people copy it. A token alone gets "Bearer " before it; "Authorization: "
/// before a whole field is dropped. Nothing where there is only white space.
std::optional<std::string> authorizationFrom(std::string_view text);

/// The token of an Authorization value: what follows "Bearer ", in any letter case.
std::string tokenOf(std::string_view authorization);

}  // namespace jwtauth::commandLine

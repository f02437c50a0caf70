#pragma once

#include <string>

namespace jwtauth::commandLine {

/// The help of explain and inspect about their TOKEN.
inline constexpr auto tokenOptionText =
    "The token, also as \"Bearer TOKEN\". If it is - or missing,\n"
    "it is read from the standard input, which keeps it out of\n"
    "the shell's history and the list of processes.";

/// The value of an Authorization field: the argument, or the standard input when it is "-" or empty, as
/// authorizationFrom() takes it. Throws UsageError when there is nothing.
std::string readAuthorization(const std::string& argument);

}  // namespace jwtauth::commandLine

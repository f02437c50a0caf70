#pragma once

#include <string_view>

namespace rest {

/// Writes one line to stderr: the time in UTC, the text with control characters as `?`. Safe for any number of threads.
/// Never given a token, a claim's value or a key.
void logLine(std::string_view text);

}  // namespace rest

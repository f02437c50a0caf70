#pragma once

#include <string_view>

namespace rest {

/// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF; and no U+0000.
bool isUtf8WithoutNul(std::string_view text) noexcept;

}  // namespace rest

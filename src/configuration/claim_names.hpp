#pragma once

#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// A name as a segment of a JSON Pointer (RFC 6901 3).
std::string pointerSegment(std::string_view name);

/// What a name in the notation of other software means as a JSON Pointer: JSONPath ("$.a.b", "a['b']", "a[0]"), dots,
/// slashes without one at the beginning. A pointer stays as it is.
std::string asPointer(std::string_view name);

}  // namespace jwtauth::inline v0

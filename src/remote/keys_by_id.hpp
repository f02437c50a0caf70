#pragma once

#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// Where a key id belongs in a URL.
inline constexpr std::string_view keyIdPlace = "{kid}";

/// A URL with the key id in its place.
std::string urlOfKey(std::string_view url, std::string_view keyId);

/// Throws FetchError unless the place is there once, behind the host.
void requirePlaceOfKeyId(std::string_view url);

/// 1 to 128 letters, digits, `-` and `_`: nothing that could change the URL around it.
bool mayStandInUrl(std::string_view keyId) noexcept;

}  // namespace jwtauth::inline v0

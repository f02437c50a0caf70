#pragma once

#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// The 32 bytes of SHA-256 (FIPS 180-4). May throw std::bad_alloc.
std::string sha256(std::string_view message);

/// The 32 bytes of HMAC with SHA-256 (RFC 2104). May throw std::bad_alloc.
std::string hmacSha256(std::string_view secret, std::string_view message);

}  // namespace jwtauth::inline v0

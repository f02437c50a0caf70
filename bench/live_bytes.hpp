#pragma once

#include <cstddef>

namespace jwtauth::bench {

/// How many bytes this process holds on the heap, by operator new and inside libcrypto, as the allocator rounds them.
/// For programs that compile live_bytes.cpp in.
std::ptrdiff_t liveBytes() noexcept;

}  // namespace jwtauth::bench

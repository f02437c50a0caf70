#pragma once

#include <cstddef>
#include <cstdint>

namespace rest {

// What work takes of a request's budget. A step is some five nanoseconds of a processor.

/// For bytes that are copied into new memory.
inline std::uint64_t stepsOfCopy(std::size_t bytes) noexcept {
  return bytes / 16;
}

/// For a value that SQLite reads out of its pages.
inline std::uint64_t stepsOfReading(std::size_t bytes) noexcept {
  return bytes / 12;
}

/// For a row that SQLite writes to its log, and later into the file.
inline std::uint64_t stepsOfWriting(std::size_t bytes) noexcept {
  return 500 + bytes / 2;
}

/// How many times its size an element may take in a vector that grows.
inline constexpr std::size_t shareInGrowingVector = 2;

}  // namespace rest

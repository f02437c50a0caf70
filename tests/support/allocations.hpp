#pragma once

#include <cstddef>
#include <optional>

namespace jwtauth::tests {

/// Counts what this thread allocates while it lives, by operator new and inside libcrypto; and makes one of these
/// allocations fail, where asked. For programs that compile allocations.cpp in; one at a time.
class AllocationMeter {
 public:
  /// Counted from 0; nothing fails without a number.
  explicit AllocationMeter(std::optional<std::size_t> failing = std::nullopt) noexcept;
  ~AllocationMeter();
  AllocationMeter(const AllocationMeter&) = delete;
  AllocationMeter& operator=(const AllocationMeter&) = delete;

  std::size_t allocations() const noexcept;
  std::size_t bytes() const noexcept;
  bool hasFailed() const noexcept;  ///< the allocation that was to fail was reached

  /// Whether libcrypto's allocations are seen. They are unless it allocated before the program's start.
  static bool coversOpenssl() noexcept;
};

}  // namespace jwtauth::tests

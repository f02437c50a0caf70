#pragma once

#include <cstddef>
#include <optional>

namespace jwtauth::tests {

/// How long memory stays short once an allocation has failed.
enum class Shortage { once, lasting };

/// Counts what this thread allocates while it lives, by operator new and inside libcrypto; and makes one of these
/// allocations fail, where asked, or that and all that follow. For programs that compile allocations.cpp in; one at a
/// time.
class AllocationMeter {
 public:
  /// Counted from 0; nothing fails without a number.
  explicit AllocationMeter(std::optional<std::size_t> failing = std::nullopt,
                           Shortage shortage = Shortage::once) noexcept;
  ~AllocationMeter();
  AllocationMeter(const AllocationMeter&) = delete;
  AllocationMeter& operator=(const AllocationMeter&) = delete;

  /// From here on nothing is counted and nothing fails.
  void stop() noexcept;

  std::size_t allocations() const noexcept;
  std::size_t opensslAllocations() const noexcept;  ///< of these, those inside libcrypto
  std::size_t bytes() const noexcept;
  bool hasFailed() const noexcept;  ///< the allocation that was to fail was reached

  /// How many allocations of this thread have not been released, with or without a meter.
  static std::ptrdiff_t outstanding() noexcept;

  /// Whether libcrypto's allocations are seen. They are unless it allocated before the program's start.
  static bool coversOpenssl() noexcept;
};

}  // namespace jwtauth::tests

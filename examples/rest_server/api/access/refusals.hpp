#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "jwtauth/result.hpp"

namespace rest::api {

/// How often authentication refused, by its reason. Safe for any number of threads.
class Refusals {
 public:
  void add(jwtauth::ErrorCode code) noexcept { at(code).fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t count(jwtauth::ErrorCode code) const noexcept { return const_cast<Refusals*>(this)->at(code).load(); }

  /// Calls for each code that a request may be refused with, whether it has been or not.
  template <class Visitor>
  static void forEachCode(Visitor&& visit) {
    for (std::uint16_t kind = 1; kind <= kinds; ++kind) {
      for (std::uint16_t low = 0; low < codesOfKind; ++low) {
        const auto code = static_cast<jwtauth::ErrorCode>(kind << 8 | low);
        if (kindOf(code) != jwtauth::ErrorKind::configuration && nameOf(code) != "unknown") visit(code);
      }
    }
  }

 private:
  static constexpr std::uint16_t kinds = 7;
  static constexpr std::uint16_t codesOfKind = 64;

  std::atomic<std::uint64_t>& at(jwtauth::ErrorCode code) noexcept {
    const auto number = static_cast<std::uint16_t>(code);
    const std::size_t place = std::size_t{number} / 256 * codesOfKind + number % 256;
    return counts_[place % counts_.size()];
  }

  std::array<std::atomic<std::uint64_t>, (kinds + 1) * codesOfKind> counts_{};
};

}  // namespace rest::api

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "budget/request_budget.hpp"
#include "document/regular_expression.hpp"

namespace rest::pattern {

/// The steps of one match. PCRE2's own limits do not bound it: they count places to go back to, and from one to the
/// next a repeat may run through the whole text, or many groups may be copied.
class Steps {
 public:
  /// What an item counts is a step, or a part of one.
  Steps(std::uint64_t most, std::uint64_t countsOfStep) noexcept : most_(most), countsOfStep_(countsOfStep) {}

  void add(std::uint64_t count) {
    counted_ += count;
    unpaid_ += count;
  }
  void addCounts(std::uint64_t counts) { add(counts / countsOfStep_); }
  bool isBeyond() const noexcept { return counted_ > most_; }
  bool isMuchUnpaid() const noexcept { return unpaid_ > 16'384; }
  /// Throws BudgetSpent.
  void pay() { spendSteps(std::exchange(unpaid_, 0)); }

 private:
  const std::uint64_t most_;
  const std::uint64_t countsOfStep_;
  std::uint64_t counted_ = 0;
  std::uint64_t unpaid_ = 0;
};

[[noreturn]] inline void giveUp(const std::string& reason) {
  throw MatchGivenUp("a pattern was given up: " + reason);
}

inline constexpr std::string_view tooLarge =
    "it is too large for its steps to be counted, and may take long in such a text";

}  // namespace rest::pattern

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/pattern/match_steps.hpp"
#include "document/pattern/pcre.hpp"

namespace rest::pattern {

/// What an item of a pattern costs: "[a-z]{3}", "\1", "(?<=".
struct Item {
  std::uint32_t steps = 2;   ///< for each time that it is tried
  std::uint16_t weight = 1;  ///< steps for each character that it goes over
  bool isReference = false;  ///< to what a group took, which is compared
};

/// What announces each of its items, and so can be counted. It is many times slower than what does not.
struct CountedCode {
  CountedCode(std::string_view pattern, std::uint32_t flags);

  /// What pcre2_match yields. Throws MatchGivenUp, BudgetSpent.
  int match(std::string_view text, std::size_t begin, Steps& steps, pcre2_match_data* data) const;

  Code code;  ///< null: with what announces them, the pattern is too large for PCRE2
  std::vector<Item> items{};
  HeldMemory held{};
};

}  // namespace rest::pattern

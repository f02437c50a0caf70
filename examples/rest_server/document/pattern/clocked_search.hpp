#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "document/pattern/match_steps.hpp"
#include "document/pattern/pcre.hpp"

namespace rest::pattern {

/// Of the text and of the code, between two looks at the clock: some tens of milliseconds.
inline constexpr std::size_t bytesBetweenLooks = 64'000'000;

/// What PCRE2 may do, at most and roughly, between two places to go back to, which alone its limit counts.
class UncountedWork {
 public:
  UncountedWork(const pcre2_code* code, std::string_view pattern);

  std::size_t bytesIn(std::string_view text) const { return text.size() * passes_ + bytesOfBranches_; }

 private:
  static constexpr std::size_t bytesOfLookAround = 8;  // of the code, for the shortest
  std::size_t passes_ = 1;
  std::size_t bytesOfBranches_ = 64;
};

/// What announces each place from which it is tried. Null for a pattern that cannot be put into a group: one that
/// begins with (*UTF), or ends in a comment or a quotation.
Code announcingPlaces(std::string_view pattern, std::uint32_t flags);

/// How far a search by the clock came.
struct Search {
  int result = PCRE2_ERROR_NOMATCH;
  std::size_t begin = 0;                 ///< of what is still to be searched, where it met its limit
  std::chrono::nanoseconds tookLast{0};  ///< from there to the limit, or more
};

/// The code announces each place. The limit bounds the work from each of them.
struct SearchLimit {
  std::uint32_t backtracks;
  std::size_t bytesFromEach;
};

/// By code that announces each place. Throws MatchGivenUp, BudgetSpent.
Search searchByTheClock(const pcre2_code* code, std::string_view text, std::size_t begin, const SearchLimit& limit,
                        Steps& steps, pcre2_match_data* data);

/// Searches without any counting, a few places of the text at a time and with so low a limit that no call takes more
/// than some tens of milliseconds, as nothing can end it.
int searchUncounted(const pcre2_code* code, std::string_view text, const UncountedWork& work, Steps& steps,
                    pcre2_match_data* data);

}  // namespace rest::pattern

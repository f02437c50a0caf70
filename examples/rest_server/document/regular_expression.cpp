// A pattern and a text go in; whether it is found in the text, and its groups, come out. Refused: patterns that do not
// compile, work beyond a bound.
#include "document/regular_expression.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>

#include "budget/request_budget.hpp"
#include "document/pattern/clocked_search.hpp"
#include "document/pattern/counted_code.hpp"
#include "document/pattern/pcre.hpp"
#include "src/text/utf8.hpp"

namespace rest {
namespace {

using namespace pattern;

constexpr std::size_t maxPatternBytes = 32764;  // MongoDB's
// From one place, where a shorter call has shown that most of them are not looked at.
constexpr std::size_t mostBytesFromPlace = 400'000'000;

std::string messageOf(int code) {
  PCRE2_UCHAR text[200] = {};
  pcre2_get_error_message(code, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

std::uint32_t flagsOf(const RegularExpression::Options& options) {
  std::uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignoresCase) flags |= PCRE2_CASELESS;
  if (options.hasLines) flags |= PCRE2_MULTILINE;
  if (options.dotTakesLineEnds) flags |= PCRE2_DOTALL;
  if (options.ignoresBlanks) flags |= PCRE2_EXTENDED;
  if (options.takesWholeText) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  return flags;
}

/// Counted from 1, of the character that begins at or around this byte.
std::ptrdiff_t characterAt(std::string_view pattern, std::size_t byte) {
  const std::string_view before = pattern.substr(0, byte);
  return 1 + std::count_if(before.begin(), before.end(),
                           [](char c) { return !jwtauth::isContinuation(static_cast<unsigned char>(c)); });
}

/// So that about so many bytes are looked at from one place.
std::uint32_t matchLimitFor(std::size_t bytes, std::size_t bytesOfPass) {
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(bytes / bytesOfPass, 2, 10'000'000));
}

}  // namespace

class RegularExpression::Compiled {
 public:
  Compiled(std::string_view pattern, const Options& options) : pattern_(pattern), flags_(flagsOf(options)) {
    spendForCompilation();
    Compilation made = interpreted(pattern, flags_ | PCRE2_USE_OFFSET_LIMIT);
    if (!made.code) {
      throw PatternError("the pattern is wrong at its character " + std::to_string(characterAt(pattern, made.place)) +
                         ": " + messageOf(made.error));
    }
    code_ = std::move(made.code);
    fast_ = announcingPlaces(pattern, flags_);
    if (isLarge()) pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE);
    uncountedWork_.emplace(fast_ ? fast_.get() : code_.get(), pattern);
    held_.add(bytesOf(code_.get()) + (fast_ ? bytesOf(fast_.get()) : 0));
  }

  const pcre2_code* code() const noexcept { return code_.get(); }
  std::size_t groups() const { return informationOf<std::uint32_t>(code_.get(), PCRE2_INFO_CAPTURECOUNT); }

  bool isCounted() const { return !isLarge() || counted().code != nullptr; }

  enum class Manner {
    fast,     ///< by the clock at first: some matches more or fewer, on a busy machine, until the steps are spent
    counted,  ///< the same steps each time
  };

  /// What pcre2_match yields. Throws MatchGivenUp, BudgetSpent.
  int match(std::string_view text, std::uint64_t most, Manner manner, pcre2_match_data* data) const {
    if (data == nullptr) throw std::bad_alloc();
    constexpr std::uint64_t countsInTimeOfStep = 2;
    Steps steps(most, manner == Manner::fast ? countsInTimeOfStep : 1);
    steps.add(1 + text.size() / bytesOfStep);  // for its UTF-8, and to look for a first character
    const int result = matched(text, steps, manner, data);
    steps.pay();
    if (result < 0 && result != PCRE2_ERROR_NOMATCH) giveUp(messageOf(result));
    return result;
  }

 private:
  bool isLarge() const {
    constexpr std::size_t bytesThatGrowToNoMoreThan64Kibibytes = 8'000;
    return informationOf<std::size_t>(code_.get(), PCRE2_INFO_SIZE) >= bytesThatGrowToNoMoreThan64Kibibytes;
  }

  int matched(std::string_view text, Steps& steps, Manner manner, pcre2_match_data* data) const {
    if (!isCounted()) return searchUncounted(code_.get(), text, *uncountedWork_, steps, data);
    const bool mayHang = uncountedWork_->bytesIn(text) > bytesBetweenLooks;
    if (manner == Manner::counted || mayHang || !fast_) return counted().match(text, 0, steps, data);
    constexpr std::chrono::milliseconds longSearch(2);
    const std::size_t bytesOfPass = uncountedWork_->bytesIn(text) + 1;
    const std::uint32_t highest = matchLimitFor(mostBytesFromPlace, bytesOfPass);
    Search search;
    for (std::uint32_t limit = matchLimitFor(2'000'000, bytesOfPass);; limit *= 4) {
      search =
          searchByTheClock(fast_.get(), text, search.begin, {limit, std::size_t{limit} * bytesOfPass}, steps, data);
      if (search.result != PCRE2_ERROR_MATCHLIMIT) return search.result;
      const bool isWorthMore = search.tookLast < longSearch && limit < highest;
      if (!isWorthMore) return counted().match(text, search.begin, steps, data);
    }
  }

  const CountedCode& counted() const {
    std::call_once(whenCounted_, [this] {
      spendForCompilation();
      counted_.emplace(pattern_, flags_);
    });
    return *counted_;
  }

  void spendForCompilation() const {
    constexpr std::uint64_t stepsOfAny = 2'000;
    constexpr std::uint64_t stepsOfByte = 100;
    spendSteps(stepsOfAny + stepsOfByte * pattern_.size());
  }

  const std::string pattern_;
  const std::uint32_t flags_;
  Code code_{};
  Code fast_{};
  std::optional<UncountedWork> uncountedWork_{};
  HeldMemory held_{};
  mutable std::once_flag whenCounted_{};
  mutable std::optional<CountedCode> counted_{};
};

RegularExpression::RegularExpression(std::string_view pattern, const Options& options) {
  if (pattern.size() > maxPatternBytes) throw PatternError("the pattern is too long");
  compiled_ = std::make_shared<const Compiled>(pattern, options);
}

std::size_t RegularExpression::groups() const noexcept {
  return compiled_->groups();
}

bool RegularExpression::isCounted() const {
  return compiled_->isCounted();
}

bool RegularExpression::isIn(std::string_view text) const {
  const std::uint64_t most = RequestBudget::current() ? std::numeric_limits<std::uint64_t>::max() : mostSteps;
  const MatchData data(pcre2_match_data_create(1, nullptr));
  return compiled_->match(text, most, Compiled::Manner::fast, data.get()) >= 0;
}

std::optional<RegularExpression::Groups> RegularExpression::match(std::string_view text, std::uint64_t steps) const {
  const MatchData data(pcre2_match_data_create_from_pattern(compiled_->code(), nullptr));
  const int count = compiled_->match(text, steps, Compiled::Manner::counted, data.get());
  if (count < 0) return std::nullopt;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
  Groups groups(compiled_->groups() + 1);
  for (int i = 0; i < count; ++i) {
    const PCRE2_SIZE begin = places[2 * i];
    const PCRE2_SIZE end = places[2 * i + 1];
    // With \K a match can end before it begins.
    if (begin == PCRE2_UNSET || end < begin) continue;
    groups[static_cast<std::size_t>(i)] = std::string(text.substr(begin, end - begin));
  }
  return groups;
}

}  // namespace rest

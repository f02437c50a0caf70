#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

/// A pattern that cannot be compiled; what() says why and where.
class PatternError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A match that was given up because it takes too long; what() says at which limit.
class MatchGivenUp : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A regular expression (PCRE2), compiled once. Its work is bounded, whatever the pattern and the text: each character
/// that is looked at, or each 10 ns, is a step of the request's budget, and BudgetSpent ends it. A cheap handle to
/// copy; safe for any number of threads.
class RegularExpression {
 public:
  struct Options {
    bool ignoresCase = false;
    bool hasLines = false;  ///< ^ and $ are at each line
    bool dotTakesLineEnds = false;
    bool ignoresBlanks = false;   ///< and comments, in the pattern
    bool takesWholeText = false;  ///< instead of any part of it
  };

  /// The whole match and its groups; nothing for one that took no part.
  using Groups = std::vector<std::optional<std::string>>;

  /// Of a match for which no request's budget pays.
  static constexpr std::uint64_t mostSteps = 10'000'000;

  /// Throws PatternError.
  RegularExpression(std::string_view pattern, const Options& options);

  std::size_t groups() const noexcept;

  /// False for a pattern that is so large that PCRE2 cannot count its steps. It is searched for by the clock, in short
  /// texts; what it finds there before it is given up may depend on the machine.
  bool isCounted() const;

  /// Throws BudgetSpent; without a request MatchGivenUp, after mostSteps.
  bool isIn(std::string_view text) const;
  /// Nothing when it does not match. Throws MatchGivenUp after so many steps, or BudgetSpent.
  std::optional<Groups> match(std::string_view text, std::uint64_t steps = mostSteps) const;

 private:
  class Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace rest

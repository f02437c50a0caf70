#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// As <pcre2.h> declares it, which only regular_expression.cpp includes.
struct pcre2_real_code_8;

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

/// A regular expression (PCRE2), compiled once. Its work is bounded, whatever the text: a match that would take more
/// than some milliseconds throws MatchGivenUp. A cheap handle to copy; safe for any number of threads.
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

  /// Throws PatternError.
  RegularExpression(std::string_view pattern, const Options& options);

  std::size_t groups() const noexcept { return groups_; }

  bool isIn(std::string_view text) const;
  /// Nothing when it does not match.
  std::optional<Groups> match(std::string_view text) const;

 private:
  std::shared_ptr<const pcre2_real_code_8> code_;
  std::size_t groups_ = 0;
};

}  // namespace rest

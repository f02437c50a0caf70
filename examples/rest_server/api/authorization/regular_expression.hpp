#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/undecided.hpp"

namespace rest::api {

/// A pattern that cannot be compiled; what() says why and where.
class PatternError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A regular expression (PCRE2, which reads Java's common ground), compiled once. Safe for any number of threads.
class RegularExpression {
 public:
  enum class LetterCase { counts, ignored };
  enum class Extent { somewhere, wholeText };

  /// Throws PatternError.
  RegularExpression(std::string_view pattern, LetterCase letterCase, Extent extent);

  std::size_t groups() const noexcept { return groups_; }

  /// The whole match and its groups (nothing for one that took no part); nothing when it does not match. The work is
  /// bounded, whatever the text: throws Undecided beyond that.
  std::optional<std::vector<std::optional<std::string>>> match(std::string_view text) const;

 private:
  std::shared_ptr<const void> code_;
  std::size_t groups_ = 0;
};

}  // namespace rest::api

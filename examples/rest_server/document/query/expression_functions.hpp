#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "document/query/result.hpp"

namespace rest::query {

/// An operator of expressions whose operands are all computed first.
struct Function {
  std::string_view name;
  std::size_t least;
  std::size_t most;
  /// Throws QueryFault for values that it does not take.
  Result (*compute)(std::span<const Result> operands);
};

/// Null for a name that is not known here.
const Function* functionNamed(std::string_view name) noexcept;

/// Adds numbers as MongoDB does: the sum has the widest of their types, and is wider where it does not fit.
class Sum {
 public:
  /// Throws QueryFault for a Decimal128.
  void add(const Value& number);
  Result result() const noexcept;
  double asDouble() const noexcept {
    return hasDouble_ ? double_ + static_cast<double>(whole_) : static_cast<double>(whole_);
  }

 private:
  std::int64_t whole_ = 0;
  double double_ = 0;
  bool hasDouble_ = false;
  bool hasInt64_ = false;
};

}  // namespace rest::query

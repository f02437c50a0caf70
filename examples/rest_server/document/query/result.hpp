#pragma once

#include <memory>
#include <string_view>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/query/value.hpp"

namespace rest::query {

/// What an expression yields: a value, borrowed from a document or kept in memory that the request holds; or nothing,
/// where a document has no such member.
class Result {
 public:
  /// Nothing.
  Result() noexcept = default;
  Result(const Value& borrowed) noexcept : value_(borrowed), isMissing_(false) {}

  static Result ofNull() noexcept { return nullValue(); }
  static Result ofBoolean(bool value) noexcept;
  static Result ofInt32(std::int32_t value) noexcept;
  static Result ofInt64(std::int64_t value) noexcept;
  static Result ofDouble(double value) noexcept;
  static Result ofDate(std::int64_t milliseconds) noexcept;
  static Result ofText(std::string_view text);
  /// The value of the only member of a document that was built; takes what it holds.
  static Result ofOnlyMember(const OwnedBson& built);

  bool isMissing() const noexcept { return isMissing_; }
  /// Null, undefined or nothing.
  bool isNullish() const noexcept;
  const Value& value() const noexcept { return value_; }

  /// The same in memory of its own, where it was borrowed.
  Result kept() const;

 private:
  struct Memory {
    Document document;
    HeldMemory held;
  };

  Value value_ = nullValue();
  bool isMissing_ = true;
  std::shared_ptr<const Memory> memory_{};
};

/// Below zero, zero or above, as MongoDB orders results: nothing is below null.
int compare(const Result& left, const Result& right);
bool isTruthy(const Result& result);
bool isArray(const Result& result) noexcept;

/// How many bytes a value takes in a document.
std::size_t sizeOf(const Value& value) noexcept;

/// Puts an array together.
class ArrayBuilder {
 public:
  ArrayBuilder();
  void add(const Value& value);
  Result result();

 private:
  OwnedBson holder_;
  bson_t array_;
  HeldMemory held_;
  std::uint32_t count_ = 0;
};

}  // namespace rest::query

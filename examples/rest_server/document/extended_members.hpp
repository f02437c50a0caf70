#pragma once

// What the extended types are read from; for extended_json.cpp.

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "document/bson_access.hpp"
#include "document/json.hpp"
#include "src/text/number.hpp"

namespace rest::extended {

[[noreturn]] inline void refuse() {
  throw JsonFault("is JSON, but a value of the form {\"$...\": ...} in it is not extended JSON");
}

inline std::string_view textOf(const bson_iter_t& value) {
  if (!BSON_ITER_HOLDS_UTF8(&value)) refuse();
  return textIn(value);
}

template <class Number>
Number numberOf(std::string_view text) {
  const std::optional<Number> number = jwtauth::numberIn<Number>(text);
  if (!number) refuse();
  return *number;
}

/// The members of an object, by position: extended types have three at the most.
class Members {
 public:
  explicit Members(BsonBytes object) {
    for (const bson_iter_t& member : Elements(object)) {
      if (count_ == members_.size()) break;
      members_[count_++].iter = member;
    }
  }

  std::size_t count() const noexcept { return count_; }
  const bson_iter_t& first() const { return members_[0].iter; }
  std::string_view firstName() const { return keyOf(members_[0].iter); }

  /// The member of this name; there must be it.
  const bson_iter_t& named(std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (keyOf(members_[i].iter) == name) return members_[i].iter;
    }
    refuse();
  }
  bool has(std::string_view name) const {
    return std::any_of(members_.begin(), members_.begin() + static_cast<std::ptrdiff_t>(count_),
                       [name](const Member& each) { return keyOf(each.iter) == name; });
  }
  void requireCount(std::size_t count) const {
    if (count_ != count) refuse();
  }

 private:
  /// Padded to libbson's alignment, which is larger than an iterator is.
  struct Member {
    bson_iter_t iter;
  };

  std::array<Member, 4> members_{};
  std::size_t count_ = 0;
};

inline Members membersOf(const bson_iter_t& value) {
  if (!BSON_ITER_HOLDS_DOCUMENT(&value)) refuse();
  return Members(nestedIn(value));
}

}  // namespace rest::extended

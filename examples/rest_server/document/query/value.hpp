#pragma once

// The values of documents as the query language sees them, for document/query/ and store/.

#include <bson/bson.h>

#include <iterator>
#include <string_view>

#include "document/document.hpp"

namespace rest::query {

/// One value, borrowed from the bytes that it was found in.
struct Value : bson_value_t {
  Value() noexcept : bson_value_t{} {}
  Value(const bson_value_t& borrowed) noexcept : bson_value_t(borrowed) {}
};

struct Member {
  std::string_view name;
  Value value{};
};

/// The members of an object, or the elements of an array, for a range-based for. It ends early where the bytes are no
/// BSON; nothing outside them is read. Each takes steps of the request, and throws BudgetSpent beyond its limit.
class Members {
 public:
  explicit Members(BsonBytes object) noexcept;
  /// Of an object or an array; any other value has no members.
  explicit Members(const Value& container) noexcept;

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Member;
    using difference_type = std::ptrdiff_t;
    using pointer = const Member*;
    using reference = Member;

    explicit Iterator(bson_iter_t* place) noexcept : place_(place) {}
    Member operator*() const noexcept;
    Iterator& operator++();
    bool operator==(std::default_sentinel_t) const noexcept { return place_ == nullptr; }

   private:
    bson_iter_t* place_;
  };

  Iterator begin();
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  bson_iter_t place_;
  bool isReadable_ = false;
};

/// The member of an object that has a name, if there is one. Counts as Members do.
struct Lookup {
  bool found = false;
  Value value{};
};
Lookup find(BsonBytes object, std::string_view name);

Value nullValue() noexcept;

/// The bytes of an object or an array.
BsonBytes bytesOf(const Value& container) noexcept;
std::string_view textOf(const Value& text) noexcept;

inline bool isObject(const Value& value) noexcept {
  return value.value_type == BSON_TYPE_DOCUMENT;
}
inline bool isArray(const Value& value) noexcept {
  return value.value_type == BSON_TYPE_ARRAY;
}
inline bool isText(const Value& value) noexcept {
  return value.value_type == BSON_TYPE_UTF8 || value.value_type == BSON_TYPE_SYMBOL;
}
bool isNumber(const Value& value) noexcept;

/// As MongoDB reads a flag: all but false, 0, null and undefined.
bool isTruthy(const Value& value);

}  // namespace rest::query

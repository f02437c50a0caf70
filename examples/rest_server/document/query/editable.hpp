#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "document/query/path.hpp"

namespace rest::query {

/// A value of a document that is being changed. What is not touched stays borrowed from the bytes that it came from,
/// which must outlive it; what is on the way to a change is taken apart, in memory that the request holds.
class Editable {
 public:
  explicit Editable(const Value& value);
  static Editable emptyObject();
  static Editable emptyArray();
  /// A whole document.
  explicit Editable(BsonBytes object);

  Editable(Editable&&) noexcept;
  Editable& operator=(Editable&&) noexcept;
  ~Editable();

  bool holdsObject() const noexcept { return isObject(value_); }
  bool holdsArray() const noexcept { return isArray(value_); }
  /// As it came; of an object or an array only the type, once it is taken apart.
  const Value& value() const noexcept { return value_; }

  /// To take an element out of an array, to put it there, or to make one.
  static constexpr std::uint64_t stepsOfElement = 15;

  /// The elements of an array, to be changed.
  std::vector<Editable>& elements();

  // Members of an object. Each takes a time that grows with the logarithm of their number, whatever their names.

  Editable* find(std::string_view name);
  /// Of a name that it does not have.
  Editable& append(std::string_view name, Editable value);
  void remove(std::string_view name);

  /// Appends it under a name; deeper than MongoDB allows is a QueryFault.
  void appendTo(bson_t* target, std::string_view name, int depth = 0) const;
  /// The members alone.
  void appendMembersTo(bson_t* target, int depth = 0) const;

 private:
  struct Parts;
  Parts& parts();

  Value value_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace rest::query

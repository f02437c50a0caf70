#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/query/path.hpp"

namespace rest::query {

enum class Direction { ascending, descending };

struct OrderedField {
  std::string path;
  std::vector<PathPart> parts;
  Direction direction = Direction::ascending;

  friend bool operator==(const OrderedField& left, const OrderedField& right) {
    return left.path == right.path && left.direction == right.direction;
  }
};

/// Keys of a document, held for the request that the thread works for as long as they live.
struct HeldKeys {
  std::vector<std::string> keys{};
  HeldMemory held{};
};

/// What the keys of one document may take, each with so many bytes beside it.
struct KeyRoom {
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
  std::size_t besideEach = 0;
  std::size_t ofEach = std::numeric_limits<std::size_t>::max();  ///< with what is beside it
};

/// The fields of a sort or an index, {a: 1, b: -1}, and the keys that documents have by them. For any number of
/// threads.
class Ordering {
 public:
  /// Throws QueryFault.
  explicit Ordering(BsonBytes fields);
  explicit Ordering(std::vector<OrderedField> fields) noexcept : fields_(std::move(fields)) {}

  const std::vector<OrderedField>& fields() const noexcept { return fields_; }
  bool isEmpty() const noexcept { return fields_.empty(); }

  /// Every key of a document: bytes that compare (memcmp) as the documents are ordered. There are several when there is
  /// an array on a path, one for each element. Ascending, no two equal. Throws QueryFault (refused) when two fields
  /// lead into different arrays, or when the keys take more than the room, of which they leave the rest.
  HeldKeys keysOf(BsonBytes document, KeyRoom& room) const;
  HeldKeys keysOf(BsonBytes document) const;

  /// The key that decides where a document stands: the first of them. Throws QueryFault (invalid) where keysOf does.
  std::string keyOf(BsonBytes document) const;

  /// The key of a place that is given by the fields' values: {"a.b": 1}, each under its whole path.
  std::string keyOfPlace(BsonBytes values) const;

  /// Whether a document has a value for any of the fields.
  bool finds(BsonBytes document) const;

 private:
  std::vector<OrderedField> fields_;
};

/// Appends a value as it stands in the key of a field.
void appendFieldKey(std::string& key, const Value& value, Direction direction);

}  // namespace rest::query

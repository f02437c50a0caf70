#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/query/value.hpp"

namespace rest::query {

/// One part of a dotted path.
struct PathPart {
  std::string name;
  std::optional<std::uint32_t> index{};  ///< when it may be a place in an array: "0", "12", not "01"
};

using PathParts = std::span<const PathPart>;

/// Cuts a path at its dots.
std::vector<PathPart> partsOf(std::string_view path);

/// "a.0.b", "a.$.b" and "a.$[x].b" are "a.b": elements are at their array's own path.
std::string withoutPlaces(std::string_view path);

/// Whether `path` is `name` or lies within it.
bool isWithin(std::string_view path, std::string_view name);

/// Whether arrays at the end of a path are opened: their elements are values of the path then, beside themselves.
enum class ArraysAtTheEnd { opened, closed };

template <class Test>
bool anyValueAt(PathParts path, BsonBytes object, ArraysAtTheEnd arrays, const Test& test);

namespace path_detail {

template <class Test>
bool anyInArray(PathParts rest, const Value& array, ArraysAtTheEnd arrays, const Test& test) {
  std::uint32_t index = 0;
  for (const Member& element : Members(array)) {
    if (isObject(element.value) && anyValueAt(rest, bytesOf(element.value), arrays, test)) return true;
    if (rest.front().index == index++) {
      const PathParts beyond = rest.subspan(1);
      if (beyond.empty() && test(&element.value)) return true;
      if (beyond.empty()) continue;
      if (isObject(element.value) && anyValueAt(beyond, bytesOf(element.value), arrays, test)) return true;
      if (isArray(element.value) && anyInArray(beyond, element.value, arrays, test)) return true;
    }
  }
  return false;
}

}  // namespace path_detail

/// Whether `test(const Value*)` is true of any value that MongoDB finds at this path: arrays on the way are gone
/// through element by element, and a number in the path is a place in one, too. The test gets a null pointer where an
/// object has no such member.
template <class Test>
bool anyValueAt(PathParts path, BsonBytes object, ArraysAtTheEnd arrays, const Test& test) {
  const Lookup member = find(object, path.front().name);
  if (!member.found) return test(nullptr);
  const PathParts rest = path.subspan(1);
  if (!rest.empty()) {
    if (isObject(member.value)) return anyValueAt(rest, bytesOf(member.value), arrays, test);
    if (isArray(member.value)) return path_detail::anyInArray(rest, member.value, arrays, test);
    return test(nullptr);
  }
  if (isArray(member.value) && arrays == ArraysAtTheEnd::opened) {
    for (const Member& element : Members(member.value)) {
      if (test(&element.value)) return true;
    }
  }
  return test(&member.value);
}

}  // namespace rest::query

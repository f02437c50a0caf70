#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "budget/request_budget.hpp"
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

namespace path_detail {

/// One way along a path through a document, into each container at most once with each rest of the path: an object in
/// an array is entered by name and by its place, and the ways meet again further down.
template <class Test>
class Walk {
 public:
  Walk(PathParts path, ArraysAtTheEnd arrays, const Test& test)
      : mayMeet_(std::any_of(path.begin(), path.end(), [](const PathPart& part) { return part.index; })),
        arrays_(arrays),
        test_(test) {}

  bool inObject(PathParts path, BsonBytes object) {
    const Lookup member = find(object, path.front().name);
    if (!member.found) return test_(nullptr);
    const PathParts rest = path.subspan(1);
    if (!rest.empty()) {
      if (isObject(member.value)) return inObject(rest, bytesOf(member.value));
      if (isArray(member.value)) return inArray(rest, member.value);
      return test_(nullptr);
    }
    if (isArray(member.value) && arrays_ == ArraysAtTheEnd::opened) {
      for (const Member& element : Members(member.value)) {
        if (test_(&element.value)) return true;
      }
    }
    return test_(&member.value);
  }

 private:
  bool inArray(PathParts rest, const Value& array) {
    std::uint32_t index = 0;
    for (const Member& element : Members(array)) {
      if (isObject(element.value) && inElement(rest, element.value)) return true;
      if (rest.front().index == index++) {
        const PathParts beyond = rest.subspan(1);
        if (beyond.empty() ? test_(&element.value) : inElement(beyond, element.value)) return true;
      }
    }
    return false;
  }

  bool inElement(PathParts rest, const Value& element) {
    const bool isContainer = isObject(element) || isArray(element);
    if (!isContainer || (mayMeet_ && !isEnteredFirst(element, rest))) return false;
    return isObject(element) ? inObject(rest, bytesOf(element)) : inArray(rest, element);
  }

  bool isEnteredFirst(const Value& element, PathParts rest) {
    constexpr std::size_t bytesOfNode = 64;
    if (!entered_.emplace(bytesOf(element).data(), rest.size()).second) return false;
    if (!held_) held_.emplace();
    held_->add(bytesOfNode);
    return true;
  }

  const bool mayMeet_;
  const ArraysAtTheEnd arrays_;
  const Test& test_;
  std::set<std::pair<const std::uint8_t*, std::size_t>> entered_{};
  std::optional<HeldMemory> held_{};
};

}  // namespace path_detail

/// Whether `test(const Value*)` is true of any value that MongoDB finds at this path: arrays on the way are gone
/// through element by element, and a number in the path is a place in one, too. The test gets a null pointer where an
/// object has no such member.
template <class Test>
bool anyValueAt(PathParts path, BsonBytes object, ArraysAtTheEnd arrays, const Test& test) {
  return path_detail::Walk<Test>(path, arrays, test).inObject(path, object);
}

}  // namespace rest::query

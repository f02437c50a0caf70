// A document goes in; the same document with dots in its members' names turned into nesting comes out. Refused with a
// JsonFault: names that contradict each other, empty parts, places of an array with a gap between them.
#include "document/dotted_names.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/json.hpp"
#include "src/text/number.hpp"

namespace rest {
namespace {

constexpr const char* contradiction = "has two members for one place, one of them with a dotted name";

enum class Nest { object, array };

/// A member that was given, with what is left of its name on the way down. No part of a name takes more memory than the
/// name itself: a body may have half a million.
struct Given {
  bson_iter_t value;
  std::string_view name;
  std::size_t group = 0;  ///< of those with the same first part, in the order of their first members

  std::string_view firstPart() const { return name.substr(0, name.find('.')); }
  bool isAtEnd() const { return name.find('.') == std::string_view::npos; }
};

/// "0", "12", not "01": the place of an element.
std::optional<std::size_t> placeIn(std::string_view part) {
  const bool mayBe =
      !part.empty() && part.front() >= '0' && part.front() <= '9' && (part.size() == 1 || part.front() != '0');
  return mayBe ? jwtauth::numberIn<std::size_t>(part) : std::nullopt;
}

/// As RESTHeart has it: where all names go on with places, they make an array.
Nest nestOf(std::span<const Given> members) {
  const auto isPlace = [](const Given& each) { return placeIn(each.firstPart()).has_value(); };
  if (std::none_of(members.begin(), members.end(), isPlace)) return Nest::object;
  if (std::all_of(members.begin(), members.end(), isPlace)) return Nest::array;
  throw JsonFault("has dotted names that are places of an array, and others, for one member");
}

void group(std::span<Given> members, Nest nest) {
  std::map<std::string_view, std::size_t> groups;
  for (Given& member : members) {
    if (member.firstPart().empty()) throw JsonFault("has a dotted name with an empty part");
    member.group = nest == Nest::array ? *placeIn(member.firstPart())
                                       : groups.try_emplace(member.firstPart(), groups.size()).first->second;
  }
  // Within a group in the order of the document, in which the names lie. (The buffer of std::stable_sort has not the
  // alignment of bson_iter_t.)
  std::sort(members.begin(), members.end(), [](const Given& left, const Given& right) {
    return left.group != right.group ? left.group < right.group : left.name.data() < right.name.data();
  });
}

void append(bson_t* target, std::span<Given> members, Nest nest, int depth) {
  if (depth > maxJsonDepth) throw JsonFault("is nested too deeply");
  spendSteps(members.size());
  if (members.size() > 1 || members.front().firstPart().empty() || nest == Nest::array) group(members, nest);
  std::size_t place = 0;
  for (auto begin = members.begin(); begin != members.end();) {
    const auto end = std::find_if(begin, members.end(), [&](const Given& each) { return each.group != begin->group; });
    if (nest == Nest::array && begin->group != place++) {
      throw JsonFault("has dotted names that leave out a place of an array; expected 0, 1 and so on");
    }
    const std::string_view name = begin->firstPart();
    const auto size = static_cast<int>(name.size());
    if (std::any_of(begin, end, [](const Given& each) { return each.isAtEnd(); })) {
      if (end - begin > 1) throw JsonFault(contradiction);
      bson_append_iter(target, name.data(), size, &begin->value);
    } else {
      std::for_each(begin, end, [&](Given& each) { each.name.remove_prefix(name.size() + 1); });
      const Nest inner = nestOf({begin, end});
      bson_t nested;
      if (inner == Nest::array) {
        beginArray(target, name, &nested);
      } else {
        bson_append_document_begin(target, name.data(), size, &nested);
      }
      append(&nested, {begin, end}, inner, depth + 1);
      if (inner == Nest::array) {
        bson_append_array_end(target, &nested);
      } else {
        bson_append_document_end(target, &nested);
      }
    }
    begin = end;
  }
}

}  // namespace

Document withNestedNames(const Document& document) {
  bool hasDots = false;
  for (const bson_iter_t& member : Elements(document)) hasDots |= keyOf(member).find('.') != std::string_view::npos;
  if (!hasDots) return document;

  HeldMemory held;
  std::vector<Given> members;
  for (const bson_iter_t& member : Elements(document)) {
    held.add(sizeof(Given));
    members.push_back({member, keyOf(member)});
  }
  OwnedBson nested;
  append(nested.get(), members, Nest::object, 0);
  return nested.document();
}

}  // namespace rest

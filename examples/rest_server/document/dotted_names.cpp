// A document goes in; the same document with dots in its members' names turned into nesting comes out. Refused with a
// JsonFault: names that contradict each other, empty parts.
#include "document/dotted_names.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/json.hpp"

namespace rest {
namespace {

constexpr const char* contradiction = "has two members for one place, one of them with a dotted name";

/// A member that was given, with what is left of its name on the way down. No part of a name takes more memory than the
/// name itself: a body may have half a million.
struct Given {
  bson_iter_t value;
  std::string_view name;
  std::size_t group = 0;  ///< of those with the same first part, in the order of their first members

  std::string_view firstPart() const { return name.substr(0, name.find('.')); }
  bool isAtEnd() const { return name.find('.') == std::string_view::npos; }
};

void group(std::span<Given> members) {
  std::map<std::string_view, std::size_t> groups;
  for (Given& member : members) {
    if (member.firstPart().empty()) throw JsonFault("has a dotted name with an empty part");
    member.group = groups.try_emplace(member.firstPart(), groups.size()).first->second;
  }
  // Within a group in the order of the document, in which the names lie. (The buffer of std::stable_sort has not the
  // alignment of bson_iter_t.)
  std::sort(members.begin(), members.end(), [](const Given& left, const Given& right) {
    return left.group != right.group ? left.group < right.group : left.name.data() < right.name.data();
  });
}

void append(bson_t* target, std::span<Given> members, int depth) {
  if (depth > maxJsonDepth) throw JsonFault("is nested too deeply");
  spendSteps(members.size());
  if (members.size() > 1 || members.front().firstPart().empty()) group(members);
  for (auto begin = members.begin(); begin != members.end();) {
    const auto end = std::find_if(begin, members.end(), [&](const Given& each) { return each.group != begin->group; });
    const std::string_view name = begin->firstPart();
    const auto size = static_cast<int>(name.size());
    if (std::any_of(begin, end, [](const Given& each) { return each.isAtEnd(); })) {
      if (end - begin > 1) throw JsonFault(contradiction);
      bson_append_iter(target, name.data(), size, &begin->value);
    } else {
      std::for_each(begin, end, [&](Given& each) { each.name.remove_prefix(name.size() + 1); });
      bson_t nested;
      bson_append_document_begin(target, name.data(), size, &nested);
      append(&nested, {begin, end}, depth + 1);
      bson_append_document_end(target, &nested);
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
  append(nested.get(), members, 0);
  return nested.document();
}

}  // namespace rest

// A document goes in; the same document with dots in its members' names turned into nesting comes out. Refused with a
// JsonFault: names that contradict each other, empty parts.
#include "document/dotted_names.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "document/bson_access.hpp"
#include "document/json.hpp"

namespace rest {
namespace {

constexpr const char* contradiction = "has two members for one place, one of them with a dotted name";

struct Member;

/// Members in their order, with an index: a body may have a hundred thousand.
struct Members {
  std::vector<Member> inOrder;
  std::map<std::string, std::size_t, std::less<>> index;

  /// The member of this name, and whether it was made now.
  std::pair<Member&, bool> obtain(std::string_view name);
};

/// A member under construction: a value that was given, or further members.
struct Member {
  std::string name;
  std::optional<bson_iter_t> value{};
  Members members{};
};

std::pair<Member&, bool> Members::obtain(std::string_view name) {
  const auto [entry, isNew] = index.try_emplace(std::string(name), inOrder.size());
  if (isNew) inOrder.push_back(Member{std::string(name)});
  return {inOrder[entry->second], isNew};
}

void place(Members& members, std::string_view name, const bson_iter_t& value, int depth) {
  const std::size_t dot = name.find('.');
  const std::string_view first = name.substr(0, dot);
  if (first.empty()) throw JsonFault("has a dotted name with an empty part");
  if (depth > maxJsonDepth) throw JsonFault("is nested too deeply");
  const auto [member, isNew] = members.obtain(first);
  if (dot == std::string_view::npos) {
    if (!isNew) throw JsonFault(contradiction);
    member.value = value;
    return;
  }
  if (member.value) throw JsonFault(contradiction);
  place(member.members, name.substr(dot + 1), value, depth + 1);
}

void append(bson_t* target, const Members& members) {
  for (const Member& member : members.inOrder) {
    const auto size = static_cast<int>(member.name.size());
    if (member.value) {
      const bson_iter_t value = *member.value;  // libbson wants it aligned, which an optional's content is not
      bson_append_iter(target, member.name.data(), size, &value);
    } else {
      bson_t nested;
      bson_append_document_begin(target, member.name.data(), size, &nested);
      append(&nested, member.members);
      bson_append_document_end(target, &nested);
    }
  }
}

}  // namespace

Document withNestedNames(const Document& document) {
  bool hasDots = false;
  for (const bson_iter_t& member : Elements(document)) hasDots |= keyOf(member).find('.') != std::string_view::npos;
  if (!hasDots) return document;

  Members members;
  for (const bson_iter_t& member : Elements(document)) place(members, keyOf(member), member, 0);
  OwnedBson nested;
  append(nested.get(), members);
  return nested.document();
}

}  // namespace rest

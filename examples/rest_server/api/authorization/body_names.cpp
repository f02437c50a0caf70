// A document of a body and names of members go in; whether it has all, only or none of them comes out. A document of
// update operators is read as the members that they change. Refused: operators that may change any member.
#include "api/authorization/body_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "api/authorization/undecided.hpp"
#include "document/bson_access.hpp"
#include "document/query/path.hpp"

namespace rest::api {
namespace {

/// A member that the body gives or changes, with the value it is given; without one where only its name is known.
struct Member {
  std::string path;
  bson_iter_t value;
  bool hasValue = true;
};

using Members = std::vector<Member>;

using query::isWithin;
using query::withoutPlaces;

[[noreturn]] void refuse(std::string_view name) {
  throw Undecided("the members that " + std::string(name) + " in the body changes are unknown");
}

// The operators, of updates and of pipelines, whose argument is a document of the members that they change.
constexpr std::array<std::string_view, 16> operatorsOnMembers{
    "$set",      "$unset", "$setOnInsert", "$inc", "$mul", "$min",         "$max",       "$push",
    "$addToSet", "$pull",  "$pullAll",     "$pop", "$bit", "$currentDate", "$addFields", "$rename"};

void addName(Members& members, std::string_view operatorName, const bson_iter_t& name) {
  if (!BSON_ITER_HOLDS_UTF8(&name)) refuse(operatorName);
  members.push_back({withoutPlaces(textIn(name)), name, false});
}

void addArguments(Members& members, std::string_view name, const bson_iter_t& arguments) {
  if (name == "$unset" && BSON_ITER_HOLDS_UTF8(&arguments)) return addName(members, name, arguments);
  const bool isList = name == "$unset" && BSON_ITER_HOLDS_ARRAY(&arguments);
  const bool isKnown =
      std::find(operatorsOnMembers.begin(), operatorsOnMembers.end(), name) != operatorsOnMembers.end();
  if (!isList && !(isKnown && BSON_ITER_HOLDS_DOCUMENT(&arguments))) refuse(name);
  for (const bson_iter_t& each : Elements(arguments)) {
    if (isList || name == "$rename") addName(members, name, each);
    if (!isList) members.push_back({withoutPlaces(keyOf(each)), each, name != "$rename"});
  }
}

Members membersOf(const Document& body) {
  Members members;
  for (const bson_iter_t& each : Elements(body)) {
    if (keyOf(each).starts_with('$')) {
      addArguments(members, keyOf(each), each);
    } else {
      members.push_back({withoutPlaces(keyOf(each)), each});
    }
  }
  return members;
}

/// Whether the value, which stands at `path`, has something at `name` or within it.
bool reaches(std::string_view path, const Member& member, std::string_view name) {
  if (isWithin(path, name)) return true;
  if (!member.hasValue || !isWithin(name, path)) return false;
  for (const bson_iter_t& inner : Elements(member.value)) {
    if (reaches(withoutPlaces(std::string(path) + '.' + std::string(keyOf(inner))), {{}, inner}, name)) return true;
  }
  return false;
}

/// Whether all that the value, which stands at `path`, has is one of the names or within one.
bool keepsTo(std::string_view path, const Member& member, std::span<const MemberPath> names) {
  if (std::any_of(names.begin(), names.end(), [&](const MemberPath& name) { return isWithin(path, name); }))
    return true;
  const bool mayHold =
      std::any_of(names.begin(), names.end(), [&](const MemberPath& name) { return isWithin(name, path); });
  if (!mayHold || !member.hasValue || !BSON_ITER_HOLDS_DOCUMENT(&member.value)) return false;
  bool isEmpty = true;
  for (const bson_iter_t& inner : Elements(member.value)) {
    isEmpty = false;
    if (!keepsTo(withoutPlaces(std::string(path) + '.' + std::string(keyOf(inner))), {{}, inner}, names)) return false;
  }
  // An empty document in its place would take away everything that is there.
  return !isEmpty;
}

bool hasMember(const Members& members, const MemberPath& name) {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return reaches(member.path, member, name); });
}

}  // namespace

bool containsAll(const Document& body, std::span<const MemberPath> names) {
  const Members members = membersOf(body);
  return std::all_of(names.begin(), names.end(), [&](const MemberPath& name) { return hasMember(members, name); });
}

bool containsOnly(const Document& body, std::span<const MemberPath> names) {
  const Members members = membersOf(body);
  return std::all_of(members.begin(), members.end(),
                     [&](const Member& member) { return keepsTo(member.path, member, names); });
}

bool containsNone(const Document& body, std::span<const MemberPath> names) {
  const Members members = membersOf(body);
  return std::none_of(names.begin(), names.end(), [&](const MemberPath& name) { return hasMember(members, name); });
}

}  // namespace rest::api

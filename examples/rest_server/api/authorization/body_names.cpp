// A document of a body and names of members go in; whether it has all, only or none of them comes out. A document of
// update operators is read as the members that they change. Refused: operators that may change any member.
#include "api/authorization/body_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "api/authorization/undecided.hpp"
#include "document/bson_access.hpp"

namespace rest::api {
namespace {

/// A part of a path: a name, or a place in an array, which may be unknown ("$").
struct Part {
  std::string name;
  bool isPlace = false;

  bool isUnknown() const { return isPlace && name.starts_with('$'); }
};

using Path = std::vector<Part>;

Path pathOf(std::string_view text) {
  Path path;
  for (;;) {
    const std::string_view name = text.substr(0, text.find('.'));
    const bool isPlace = name.starts_with('$') || name.find_first_not_of("0123456789") == std::string_view::npos;
    path.push_back({std::string(name), !path.empty() && isPlace});
    if (name.size() == text.size()) return path;
    text.remove_prefix(name.size() + 1);
  }
}

Path within(const Path& path, const Part& part) {
  Path inner = path;
  inner.push_back(part);
  return inner;
}

/// Where a name stands: the path is it or leads further into it; the name is inside of what is at the path.
enum class Relation { apart, pathIsInName, nameIsInPath };
/// What a place that is unknown counts as.
enum class Unknown { thatPlace, anotherPlace };

/// A name without a place is that of each element. Where a number may be a place or a name, it is both.
Relation relationOf(const Path& path, const Path& name, Unknown unknown) {
  std::size_t p = 0;
  std::size_t n = 0;
  while (p < path.size() && n < name.size()) {
    const bool isUnknown = path[p].isUnknown() && name[n].isPlace;
    if (isUnknown ? unknown == Unknown::thatPlace : path[p].name == name[n].name) {
      ++p;
      ++n;
    } else if (path[p].isPlace && !name[n].isPlace) {
      ++p;
    } else {
      return Relation::apart;
    }
  }
  return n == name.size() ? Relation::pathIsInName : Relation::nameIsInPath;
}

/// What becomes of a member: it gets a value beside what is there, or in its place, or one that is not known.
enum class Effect { adds, replaces, alters };

struct Member {
  Path path;
  bson_iter_t value;
  Effect effect;
  std::string_view operatorName{};
};

using Members = std::vector<Member>;

[[noreturn]] void refuse(std::string_view name) {
  throw Undecided("the members that " + std::string(name) + " in the body changes are unknown");
}

struct OperatorOnMembers {
  std::string_view name;
  Effect effect;
};

// The operators, of updates and of pipelines, whose argument is a document of the members that they change.
constexpr std::array<OperatorOnMembers, 16> operatorsOnMembers{{{"$set", Effect::replaces},
                                                                {"$addFields", Effect::replaces},
                                                                {"$min", Effect::replaces},
                                                                {"$max", Effect::replaces},
                                                                {"$setOnInsert", Effect::adds},
                                                                {"$push", Effect::adds},
                                                                {"$addToSet", Effect::adds},
                                                                {"$unset", Effect::alters},
                                                                {"$rename", Effect::alters},
                                                                {"$inc", Effect::alters},
                                                                {"$mul", Effect::alters},
                                                                {"$bit", Effect::alters},
                                                                {"$currentDate", Effect::alters},
                                                                {"$pull", Effect::alters},
                                                                {"$pullAll", Effect::alters},
                                                                {"$pop", Effect::alters}}};

void addName(Members& members, std::string_view operatorName, const bson_iter_t& name) {
  if (!BSON_ITER_HOLDS_UTF8(&name)) refuse(operatorName);
  members.push_back({pathOf(textIn(name)), name, Effect::alters, operatorName});
}

void addArguments(Members& members, std::string_view name, const bson_iter_t& arguments) {
  if (name == "$unset" && BSON_ITER_HOLDS_UTF8(&arguments)) return addName(members, name, arguments);
  const bool isList = name == "$unset" && BSON_ITER_HOLDS_ARRAY(&arguments);
  const auto known = std::find_if(operatorsOnMembers.begin(), operatorsOnMembers.end(),
                                  [name](const OperatorOnMembers& each) { return each.name == name; });
  if (!isList && (known == operatorsOnMembers.end() || !BSON_ITER_HOLDS_DOCUMENT(&arguments))) refuse(name);
  for (const bson_iter_t& each : Elements(arguments)) {
    if (isList || name == "$rename") addName(members, name, each);
    if (isList) continue;
    Path path = pathOf(keyOf(each));
    if (name == "$push" || name == "$addToSet") path.push_back({"$", true});
    members.push_back({std::move(path), each, known->effect, name});
  }
}

Members membersOf(const Document& body, BodyUse use) {
  Members members;
  for (const bson_iter_t& each : Elements(body)) {
    if (keyOf(each).starts_with('$')) {
      addArguments(members, keyOf(each), each);
    } else {
      members.push_back({pathOf(keyOf(each)), each, use == BodyUse::change ? Effect::replaces : Effect::adds});
    }
  }
  return members;
}

/// Calls with each member or element of a value and its path. Those of clauses and expressions are the value's own.
template <class Visit>
void forEachInside(const Path& path, const bson_iter_t& value, const Visit& visit) {
  const bool isArray = BSON_ITER_HOLDS_ARRAY(&value);
  if (!isArray && !BSON_ITER_HOLDS_DOCUMENT(&value)) return;
  const bool isEach = path.back().isUnknown() && keyOf(value) == "$each";
  for (const bson_iter_t& inner : Elements(value)) {
    if (keyOf(inner) == "$sort") continue;  // of a $push: an order, no member
    if (isEach || (!isArray && keyOf(inner).starts_with('$'))) {
      visit(path, inner);
    } else {
      visit(within(path, {std::string(keyOf(inner)), isArray}), inner);
    }
  }
}

/// Whether the value, which stands at `path`, has something at `name` or within it.
bool reaches(const Path& path, const bson_iter_t& value, const Path& name, Unknown unknown) {
  switch (relationOf(path, name, unknown)) {
    case Relation::apart:
      return false;
    case Relation::pathIsInName:
      return true;
    case Relation::nameIsInPath:
      break;
  }
  bool isReached = false;
  forEachInside(path, value, [&](const Path& place, const bson_iter_t& inner) {
    isReached = isReached || reaches(place, inner, name, unknown);
  });
  return isReached;
}

/// Whether all that the value, which stands at `path`, has is one of the names or within one.
bool keepsTo(const Path& path, const bson_iter_t& value, Effect effect, std::span<const Path> names) {
  const auto anyIs = [&](Relation relation) {
    return std::any_of(names.begin(), names.end(),
                       [&](const Path& name) { return relationOf(path, name, Unknown::anotherPlace) == relation; });
  };
  if (anyIs(Relation::pathIsInName)) return true;
  if (!anyIs(Relation::nameIsInPath) || effect == Effect::alters) return false;
  // An empty document in its place would take away everything that is there.
  bool isEmpty = true;
  bool keeps = true;
  forEachInside(path, value, [&](const Path& place, const bson_iter_t& inner) {
    isEmpty = false;
    keeps = keeps && keepsTo(place, inner, effect, names);
  });
  return keeps && !isEmpty;
}

/// "$set.a.b" is the member a.b as far as $set changes it; "$set": whatever it changes.
struct Name {
  explicit Name(std::string_view text) : operatorName(text.starts_with('$') ? text.substr(0, text.find('.')) : "") {
    text.remove_prefix(operatorName.empty() ? 0 : std::min(operatorName.size() + 1, text.size()));
    if (!text.empty()) path = pathOf(text);
  }

  bool isOf(const Member& member) const { return operatorName.empty() || operatorName == member.operatorName; }

  std::string_view operatorName;
  Path path{};
};

bool gives(const Member& member, const Name& name) {
  if (!name.isOf(member)) return false;
  const Relation relation = relationOf(member.path, name.path, Unknown::anotherPlace);
  if (relation == Relation::nameIsInPath && member.effect == Effect::alters) return false;
  return reaches(member.path, member.value, name.path, Unknown::anotherPlace);
}

bool touches(const Member& member, const Name& name) {
  if (!name.isOf(member)) return false;
  const Relation relation = relationOf(member.path, name.path, Unknown::thatPlace);
  if (relation == Relation::nameIsInPath && member.effect != Effect::adds) return true;
  return reaches(member.path, member.value, name.path, Unknown::thatPlace);
}

}  // namespace

bool containsAll(const Document& body, BodyUse use, std::span<const MemberPath> names) {
  const Members members = membersOf(body, use);
  return std::all_of(names.begin(), names.end(), [&members](const MemberPath& text) {
    const Name name(text);
    return std::any_of(members.begin(), members.end(), [&name](const Member& member) { return gives(member, name); });
  });
}

bool containsOnly(const Document& body, BodyUse use, std::span<const MemberPath> names) {
  const Members members = membersOf(body, use);
  return std::all_of(members.begin(), members.end(), [&names](const Member& member) {
    std::vector<Path> allowed;
    for (const MemberPath& text : names) {
      if (const Name name(text); name.isOf(member)) allowed.push_back(name.path);
    }
    return keepsTo(member.path, member.value, member.effect, allowed);
  });
}

bool containsNone(const Document& body, BodyUse use, std::span<const MemberPath> names) {
  const Members members = membersOf(body, use);
  return std::none_of(names.begin(), names.end(), [&members](const MemberPath& text) {
    const Name name(text);
    return std::any_of(members.begin(), members.end(), [&name](const Member& member) { return touches(member, name); });
  });
}

}  // namespace rest::api

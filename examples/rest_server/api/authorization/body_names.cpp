// A document of a body and names of members go in; whether it has all, only or none of them comes out. A document of
// update operators is read as the members that they change. Refused: operators that may change any member.
#include "api/authorization/body_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "api/authorization/undecided.hpp"
#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"

namespace rest::api {
namespace {

/// A part of a path: a name, or a place in an array, which may be unknown ("$").
struct Part {
  std::string_view name;
  bool isPlace = false;

  bool isUnknown() const { return isPlace && name.starts_with('$'); }
};

/// Borrows the text that it was read from.
using Path = std::vector<Part>;

Path pathOf(std::string_view text) {
  Path path;
  for (;;) {
    spendSteps(4);
    const std::string_view name = text.substr(0, text.find('.'));
    const bool isPlace = name.starts_with('$') || name.find_first_not_of("0123456789") == std::string_view::npos;
    path.push_back({name, !path.empty() && isPlace});
    if (name.size() == text.size()) return path;
    text.remove_prefix(name.size() + 1);
  }
}

/// What a place that is unknown counts as.
enum class Unknown { thatPlace, anotherPlace };

/// How far a path has gone along a name. A name without a place is that of each element. Where a number may be a place
/// or a name, it is both.
class Trail {
 public:
  Trail(const Path& name, Unknown unknown) noexcept : name_(&name), unknown_(unknown) {}

  /// What is at the path is the name's, or within it. Otherwise the name is inside of what is at the path.
  bool isInName() const noexcept { return passed_ == name_->size(); }

  /// Whether the path, which leads on by this part, still goes along the name.
  bool follows(const Part& part) {
    spendSteps(1);
    if (isInName()) return true;
    const Part& next = (*name_)[passed_];
    const bool isUnknown = part.isUnknown() && next.isPlace;
    const bool isThere = isUnknown ? unknown_ == Unknown::thatPlace : part.name == next.name;
    if (isThere) ++passed_;
    return isThere || (part.isPlace && !next.isPlace);
  }

 private:
  const Path* name_;
  Unknown unknown_;
  std::size_t passed_ = 0;
};

/// Nothing where the path and the name part.
std::optional<Trail> trailOf(const Path& path, const Path& name, Unknown unknown) {
  Trail trail(name, unknown);
  const bool goesAlong = std::all_of(path.begin(), path.end(), [&](const Part& part) { return trail.follows(part); });
  return goesAlong ? std::optional(trail) : std::nullopt;
}

/// What becomes of a member: it gets a value beside what is there, or in its place, or one that is not known.
enum class Effect { adds, replaces, alters };

struct Member {
  Path path;
  bson_iter_t value;
  Effect effect;
  std::string_view operatorName{};
};

class Members {
 public:
  void add(Member member) {
    held_.add(sizeof(Member) + member.path.capacity() * sizeof(Part));
    members_.push_back(std::move(member));
  }

  auto begin() const noexcept { return members_.begin(); }
  auto end() const noexcept { return members_.end(); }

 private:
  std::vector<Member> members_{};
  HeldMemory held_{};
};

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
  members.add({pathOf(textIn(name)), name, Effect::alters, operatorName});
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
    members.add({std::move(path), each, known->effect, name});
  }
}

Members membersOf(const Document& body, BodyUse use) {
  Members members;
  for (const bson_iter_t& each : Elements(body)) {
    if (keyOf(each).starts_with('$')) {
      addArguments(members, keyOf(each), each);
    } else {
      members.add({pathOf(keyOf(each)), each, use == BodyUse::change ? Effect::replaces : Effect::adds});
    }
  }
  return members;
}

/// Where a member's value, or what is within it, stands.
struct Place {
  const bson_iter_t& value;
  bool isUnknown;  ///< in its array

  explicit Place(const Member& member) : value(member.value), isUnknown(member.path.back().isUnknown()) {}
  Place(const bson_iter_t& inner, bool isUnknownPlace) : value(inner), isUnknown(isUnknownPlace) {}
};

/// Asks about each member and element of a value until the answer is yes. `ask` is given the part by which the path
/// leads there: null for clauses and expressions, which are the value's own.
template <class Ask>
bool anyInside(const Place& place, const Ask& ask) {
  const bson_iter_t& value = place.value;
  const bool isArray = BSON_ITER_HOLDS_ARRAY(&value);
  if (!isArray && !BSON_ITER_HOLDS_DOCUMENT(&value)) return false;
  const bool isEach = place.isUnknown && keyOf(value) == "$each";
  for (const bson_iter_t& inner : Elements(value)) {
    spendSteps(2);
    const Part part{keyOf(inner), isArray};
    if (part.name == "$sort") continue;  // of a $push: an order, no member
    const bool isOwn = isEach || (!isArray && part.name.starts_with('$'));
    if (ask(isOwn ? nullptr : &part, Place(inner, isOwn ? place.isUnknown : part.isUnknown()))) return true;
  }
  return false;
}

/// Whether the value has something at the name or within it.
bool reaches(const Trail& trail, const Place& place) {
  if (trail.isInName()) return true;
  return anyInside(place, [&trail](const Part* part, const Place& inner) {
    Trail further = trail;
    return (part == nullptr || further.follows(*part)) && reaches(further, inner);
  });
}

/// Whether all that the value has is at one of the names or within one.
bool keepsTo(std::span<const Trail> trails, const Place& place, Effect effect) {
  if (std::any_of(trails.begin(), trails.end(), [](const Trail& trail) { return trail.isInName(); })) return true;
  if (trails.empty() || effect == Effect::alters) return false;
  // An empty document in its place would take away everything that is there.
  bool isEmpty = true;
  const bool strays = anyInside(place, [&](const Part* part, const Place& inner) {
    isEmpty = false;
    spendSteps(8);
    std::vector<Trail> further;
    for (Trail trail : trails) {
      if (part == nullptr || trail.follows(*part)) further.push_back(trail);
    }
    return !keepsTo(further, inner, effect);
  });
  return !isEmpty && !strays;
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

std::vector<Name> namesOf(std::span<const MemberPath> texts) {
  return {texts.begin(), texts.end()};
}

bool gives(const Member& member, const Name& name) {
  if (!name.isOf(member)) return false;
  const std::optional<Trail> trail = trailOf(member.path, name.path, Unknown::anotherPlace);
  if (!trail || (!trail->isInName() && member.effect == Effect::alters)) return false;
  return reaches(*trail, Place(member));
}

bool touches(const Member& member, const Name& name) {
  if (!name.isOf(member)) return false;
  const std::optional<Trail> trail = trailOf(member.path, name.path, Unknown::thatPlace);
  if (!trail) return false;
  if (!trail->isInName() && member.effect != Effect::adds) return true;
  return reaches(*trail, Place(member));
}

}  // namespace

bool containsAll(const Document& body, BodyUse use, std::span<const MemberPath> texts) {
  const Members members = membersOf(body, use);
  const std::vector<Name> names = namesOf(texts);
  return std::all_of(names.begin(), names.end(), [&members](const Name& name) {
    return std::any_of(members.begin(), members.end(), [&name](const Member& member) { return gives(member, name); });
  });
}

bool containsOnly(const Document& body, BodyUse use, std::span<const MemberPath> texts) {
  const Members members = membersOf(body, use);
  const std::vector<Name> names = namesOf(texts);
  return std::all_of(members.begin(), members.end(), [&names](const Member& member) {
    std::vector<Trail> trails;
    for (const Name& name : names) {
      if (!name.isOf(member)) continue;
      if (const auto trail = trailOf(member.path, name.path, Unknown::anotherPlace)) trails.push_back(*trail);
    }
    return keepsTo(trails, Place(member), member.effect);
  });
}

bool containsNone(const Document& body, BodyUse use, std::span<const MemberPath> texts) {
  const Members members = membersOf(body, use);
  const std::vector<Name> names = namesOf(texts);
  return std::none_of(names.begin(), names.end(), [&members](const Name& name) {
    return std::any_of(members.begin(), members.end(), [&name](const Member& member) { return touches(member, name); });
  });
}

}  // namespace rest::api

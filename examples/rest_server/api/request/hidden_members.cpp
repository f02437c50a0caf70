// A filter, an order, a projection or a change goes in, nothing comes out. Refused with 403: questions about members
// that projectResponse hides.
#include "api/request/hidden_members.hpp"

#include <algorithm>
#include <array>

#include "api/request_error.hpp"
#include "document/bson_access.hpp"

namespace rest::api {
namespace {

/// Whether one path is the other or leads to it: `a` and `a.b` look at common ground, `a` and `ab` do not.
bool overlap(std::string_view left, std::string_view right) {
  if (left.size() > right.size()) std::swap(left, right);
  return right.starts_with(left) && (left.size() == right.size() || right[left.size()] == '.');
}

bool isWithin(std::string_view path, std::string_view shown) {
  return path.starts_with(shown) && (path.size() == shown.size() || path[shown.size()] == '.');
}

/// Of update operators those that do not look at what is there.
constexpr std::array<std::string_view, 4> blindOperators{"$set", "$unset", "$setOnInsert", "$currentDate"};

bool isZero(const bson_iter_t& value) {
  return !bson_iter_as_bool(&value);
}

}  // namespace

HiddenMembers::HiddenMembers(const Document& projectResponse) {
  for (const bson_iter_t& member : Elements(projectResponse)) {
    if (keyOf(member) == "_id") continue;
    if (!isZero(member)) meaning_ = Meaning::showThese;
    paths_.emplace_back(keyOf(member));
  }
}

bool HiddenMembers::isHidden(std::string_view path) const {
  if (paths_.empty() || path == "_id" || path.starts_with("_id.")) return false;
  if (meaning_ == Meaning::hideThese) {
    return std::any_of(paths_.begin(), paths_.end(), [path](const auto& each) { return overlap(path, each); });
  }
  return std::none_of(paths_.begin(), paths_.end(), [path](const auto& each) { return isWithin(path, each); });
}

void HiddenMembers::requireShown(std::string_view path, std::string_view parameter) const {
  if (isHidden(path)) {
    throw RequestError(403, std::string(parameter) + " asks for a member that is hidden from this user");
  }
}

void HiddenMembers::refuseFilter(BsonBytes filter) const {
  if (paths_.empty()) return;
  for (const bson_iter_t& member : Elements(filter)) {
    const std::string_view name = keyOf(member);
    if (!name.starts_with('$')) {
      requireShown(name, "filter");
      continue;
    }
    // $and, $or, $nor hold filters; what other operators look at is unknown.
    const bool holdsFilters = BSON_ITER_HOLDS_ARRAY(&member) && (name == "$and" || name == "$or" || name == "$nor");
    if (!holdsFilters && name != "$comment") {
      throw RequestError(403, "filter has an operator that is not allowed to a user from whom members are hidden");
    }
    for (const bson_iter_t& operand : Elements(member)) {
      if (BSON_ITER_HOLDS_DOCUMENT(&operand)) refuseFilter(nestedIn(operand));
    }
  }
}

void HiddenMembers::refuseNames(BsonBytes members, std::string_view parameter) const {
  if (paths_.empty()) return;
  for (const bson_iter_t& member : Elements(members)) requireShown(keyOf(member), parameter);
}

void HiddenMembers::refuseProjection(const Document& projection) const {
  if (paths_.empty()) return;
  for (const bson_iter_t& member : Elements(projection)) {
    // Leaving a hidden member out tells nothing; an expression could show it under another name.
    const bool leavesOut = (BSON_ITER_HOLDS_NUMBER(&member) || BSON_ITER_HOLDS_BOOL(&member)) && isZero(member);
    if (!leavesOut) requireShown(keyOf(member), "keys");
    const bool isExpression = BSON_ITER_HOLDS_UTF8(&member) || BSON_ITER_HOLDS_DOCUMENT(&member);
    if (isExpression)
      throw RequestError(403, "keys has an expression, which is not allowed to a user from whom members are hidden");
  }
}

void HiddenMembers::refuseChange(const JsonContainer& body) const {
  if (paths_.empty()) return;
  if (body.isArray) {
    throw RequestError(403, "a change by a pipeline is not allowed to a user from whom members are hidden");
  }
  for (const bson_iter_t& member : Elements(body.document)) {
    const std::string_view name = keyOf(member);
    const bool tellsNothing =
        !name.starts_with('$') || std::find(blindOperators.begin(), blindOperators.end(), name) != blindOperators.end();
    if (!tellsNothing && BSON_ITER_HOLDS_DOCUMENT(&member)) refuseNames(nestedIn(member), name);
  }
}

}  // namespace rest::api

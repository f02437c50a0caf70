// A filter, an order, a projection, a change or values for a pipeline go in, nothing comes out. Refused with 403:
// questions about members that projectResponse hides.
#include "api/request/hidden_members.hpp"

#include <algorithm>
#include <array>

#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/query/path.hpp"
#include "document/query/projection.hpp"

namespace rest::api {
namespace {

using query::isWithin;
using query::withoutPlaces;

/// Whether one path is the other or leads to it: `a` and `a.b` look at common ground, `a` and `ab` do not.
bool overlap(std::string_view left, std::string_view right) {
  return isWithin(left, right) || isWithin(right, left);
}

/// Of update operators those that do not look at what is there.
constexpr std::array<std::string_view, 4> blindOperators{"$set", "$unset", "$setOnInsert", "$currentDate"};

bool isNumberOrBool(const bson_iter_t& value) {
  return BSON_ITER_HOLDS_NUMBER(&value) || BSON_ITER_HOLDS_BOOL(&value);
}

bool isZero(const bson_iter_t& value) {
  return !bson_iter_as_bool(&value);
}

bool beginsWithOperator(const bson_iter_t& value) {
  Elements members(value);
  const auto first = members.begin();
  return first != members.end() && keyOf(*first).starts_with('$');
}

bool isWithinOne(std::string_view path, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [path](const auto& each) { return isWithin(path, each); });
}

}  // namespace

HiddenMembers::HiddenMembers(const Document& projectResponse) {
  if (isEmpty(projectResponse)) return;
  read(projectResponse, "");
  hidesOthers_ = !query::Projection(projectResponse).showsOthers();
  const auto isOfId = [](const std::string& path) { return isWithin(path, "_id"); };
  const bool namesId =
      std::any_of(shown_.begin(), shown_.end(), isOfId) || std::any_of(hidden_.begin(), hidden_.end(), isOfId);
  if (!namesId) shown_.emplace_back("_id");
}

void HiddenMembers::read(BsonBytes projection, const std::string& within) {
  for (const bson_iter_t& member : Elements(projection)) {
    const std::string path = within + std::string(keyOf(member));
    if (BSON_ITER_HOLDS_DOCUMENT(&member) && !beginsWithOperator(member)) {
      read(nestedIn(member), path + '.');
    } else if (!isNumberOrBool(member) || isZero(member)) {
      // $slice and $elemMatch show some elements; the others are hidden, and no question is about some alone.
      hidden_.push_back(withoutPlaces(path));
    } else if (withoutPlaces(path) == path) {
      shown_.push_back(path);  // a projection takes "0" for a name, a question for a place, too
    }
  }
}

bool HiddenMembers::isHidden(std::string_view path) const {
  if (hidesNothing()) return false;
  // "$natural" or "$**": what else it looks at is unknown.
  if (path.starts_with('$')) return true;
  const std::string general = withoutPlaces(path);
  if (std::any_of(hidden_.begin(), hidden_.end(), [&](const auto& each) { return overlap(general, each); }))
    return true;
  return hidesOthers_ && !isWithinOne(path, shown_);
}

bool HiddenMembers::isWithinHidden(std::string_view path) const {
  if (isWithinOne(withoutPlaces(path), hidden_)) return true;
  return hidesOthers_ &&
         std::none_of(shown_.begin(), shown_.end(), [path](const auto& each) { return overlap(path, each); });
}

void HiddenMembers::requireShown(std::string_view path, std::string_view parameter) const {
  if (isHidden(path)) {
    throw RequestError(403, std::string(parameter) + " asks for a member that is hidden from this user");
  }
}

void HiddenMembers::requireSettable(std::string_view path, std::string_view parameter) const {
  const std::size_t dot = path.rfind('.');
  if (dot != std::string_view::npos && isWithinHidden(path.substr(0, dot))) {
    throw RequestError(403, std::string(parameter) + " sets something within a member that is hidden from this user");
  }
}

void HiddenMembers::refuseFilter(BsonBytes filter) const {
  if (hidesNothing()) return;
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
  if (hidesNothing()) return;
  for (const bson_iter_t& member : Elements(members)) requireShown(keyOf(member), parameter);
}

void HiddenMembers::refuseProjection(const Document& projection) const {
  if (hidesNothing()) return;
  for (const bson_iter_t& member : Elements(projection)) {
    // An expression could show a hidden member under another name.
    if (!isNumberOrBool(member))
      throw RequestError(403, "keys has an expression, which is not allowed to a user from whom members are hidden");
    // Leaving a hidden member out tells nothing.
    if (!isZero(member)) requireShown(keyOf(member), "keys");
  }
}

void HiddenMembers::refuseNamesWithin(const Document& values, std::string_view parameter) const {
  if (hidesNothing()) return;
  for (const bson_iter_t& value : Elements(values)) refuseNamesIn(value, parameter);
}

void HiddenMembers::refuseNamesIn(const bson_iter_t& value, std::string_view parameter) const {
  for (const bson_iter_t& inner : Elements(value)) {
    if (BSON_ITER_HOLDS_DOCUMENT(&value)) requireShown(keyOf(inner), parameter);
    refuseNamesIn(inner, parameter);
  }
}

void HiddenMembers::refuseChange(const JsonContainer& body) const {
  if (hidesNothing()) return;
  if (body.isArray) {
    throw RequestError(403, "a change by a pipeline is not allowed to a user from whom members are hidden");
  }
  for (const bson_iter_t& member : Elements(body.document)) {
    const std::string_view name = keyOf(member);
    if (!name.starts_with('$')) {
      requireSettable(name, "the body");
      continue;
    }
    const bool isBlind = std::find(blindOperators.begin(), blindOperators.end(), name) != blindOperators.end();
    for (const bson_iter_t& operand : Elements(member)) {
      if (isBlind) {
        requireSettable(keyOf(operand), name);
      } else {
        requireShown(keyOf(operand), name);
      }
      if (name == "$rename" && BSON_ITER_HOLDS_UTF8(&operand)) requireSettable(textIn(operand), name);
    }
  }
}

}  // namespace rest::api

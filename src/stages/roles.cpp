// The payload of a verified token and the claims that hold roles go in, the roles come out. Refused: a claim that is
// neither an array nor of the form that is configured; a token that has none of the claims.
#include "src/stages/roles.hpp"

#include <algorithm>
#include <utility>

#include "src/json/starred_pointer.hpp"
#include "src/text/split.hpp"

namespace jwtauth::inline v0 {
namespace {

using Roles = std::vector<std::string>;

constexpr Error malformed{ErrorCode::rolesMalformed, "a claim of rolesClaim is neither an array nor of its form"};

/// False for a value that can be no role.
bool addElement(Roles& roles, const JsonValue& element) {
  switch (element.type()) {
    case JsonType::string:
      roles.push_back(element.string()->decoded());
      return true;
    case JsonType::number:
    case JsonType::boolean:
      roles.emplace_back(element.text());
      return true;
    case JsonType::null:
    case JsonType::array:
    case JsonType::object:
      break;
  }
  return false;
}

Roles memberNamesOf(JsonValue object) {
  Roles names;
  JsonValue::Items members = object.items();
  while (const auto member = members.next()) names.push_back(member->name.decoded());
  return names;
}

/// Of a claim that is neither null nor an array.
Result<Roles> rolesByForm(JsonValue claim, RolesForm form) {
  if (form == RolesForm::memberNames) {
    if (claim.type() != JsonType::object) return malformed;
    return memberNamesOf(claim);
  }
  const auto text = claim.string();
  if (!text || form == RolesForm::array) return malformed;
  if (form == RolesForm::words) return split(text->decoded(), ' ');
  if (form == RolesForm::commas) return split(text->decoded(), ',');
  return text->raw.empty() ? Roles() : Roles{text->decoded()};
}

/// Elements that `*` found are elements of an array: none of them is split.
Roles rolesOfElements(const std::vector<JsonValue>& elements) {
  Roles roles;
  for (const JsonValue& element : elements) {
    if (!addElement(roles, element)) return {};
  }
  return roles;
}

Result<Roles> rolesOf(const std::vector<JsonValue>& values, const RolesClaim& from) {
  if (hasStar(from.claim)) return rolesOfElements(values);
  const JsonValue& value = values.front();
  return value.isNull() || value.type() == JsonType::array ? rolesInArray(value) : rolesByForm(value, from.form);
}

}  // namespace

std::optional<std::vector<JsonValue>> valuesOf(JsonValue payload, std::string_view claim) {
  const std::size_t star = placeOfStar(claim);
  if (star == std::string_view::npos) {
    const auto value = findByNameOrPointer(payload, claim);
    return value ? std::optional(std::vector{*value}) : std::nullopt;
  }
  const auto array = payload.at(claim.substr(0, star));
  if (!array || array->type() != JsonType::array) return std::nullopt;
  std::vector<JsonValue> values;
  JsonValue::Items elements = array->items();
  while (const auto element = elements.next()) {
    if (const auto value = element->value.at(claim.substr(star + 2))) values.push_back(*value);
  }
  return values;
}

Result<std::vector<std::string>> rolesInArray(JsonValue claim, std::size_t spare) {
  Roles roles;
  if (claim.isNull()) return roles;
  if (claim.type() != JsonType::array) return Error{ErrorCode::rolesMalformed, "the rolesClaim is not an array"};
  const auto commas = std::count(claim.text().begin(), claim.text().end(), ',');
  roles.reserve(static_cast<std::size_t>(commas) + 1 + spare);
  JsonValue::Items elements = claim.items();
  while (const auto element = elements.next()) {
    if (!addElement(roles, element->value)) return Roles();
  }
  return roles;
}

Result<std::vector<std::string>> rolesFromClaims(JsonValue payload, const JwtAuthenticationConfig& config) {
  Roles roles;
  bool isAnyThere = false;
  for (const RolesClaim& from : config.rolesFrom) {
    const auto values = valuesOf(payload, from.claim);
    if (!values) continue;
    isAnyThere = true;
    auto read = rolesOf(*values, from);
    if (!read) return read.error();
    for (const std::string& role : *read) roles.push_back(from.prefix + role);
  }
  if (isAnyThere || config.acceptMissingRoles) return roles;
  return Error{ErrorCode::rolesMissing, "none of the claims configured as rolesClaim"};
}

}  // namespace jwtauth::inline v0

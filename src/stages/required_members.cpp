// The payload or header of a verified token and what is required of its members go in, yes or the first that is
// otherwise comes out.
#include "src/stages/required_members.hpp"

#include <algorithm>
#include <optional>

namespace jwtauth::inline v0 {
namespace {

using Match = RequiredMember::Match;

bool equals(const JsonValue& value, const RequiredMember::Value& wanted) {
  if (const auto* text = std::get_if<std::string>(&wanted)) {
    const auto string = value.string();
    return string && string->equals(*text);
  }
  if (const auto* number = std::get_if<std::int64_t>(&wanted)) return value.integer() == *number;
  return value.boolean() == std::get<bool>(wanted);
}

bool beginsWith(const JsonValue& value, const RequiredMember::Value& wanted) {
  const auto* prefix = std::get_if<std::string>(&wanted);
  const auto string = value.string();
  return prefix != nullptr && string && string->decoded().starts_with(*prefix);
}

bool matches(const JsonValue& value, const RequiredMember& required) {
  return std::any_of(required.values.begin(), required.values.end(), [&](const RequiredMember::Value& wanted) {
    return required.match == Match::prefix ? beginsWith(value, wanted) : equals(value, wanted);
  });
}

}  // namespace

bool meets(JsonValue object, const RequiredMember& required) {
  const auto value = findByNameOrPointer(object, required.name);
  if (required.match == Match::absent) return !value;
  if (!value || value->isNull()) return false;
  if (required.match == Match::present) return true;
  if (value->type() != JsonType::array) return matches(*value, required);
  JsonValue::Items elements = value->items();
  while (const auto element = elements.next()) {
    if (matches(element->value, required)) return true;
  }
  return false;
}

const RequiredMember* firstUnmet(JsonValue object, const std::vector<RequiredMember>& required) {
  const auto unmet =
      std::find_if(required.begin(), required.end(), [&](const RequiredMember& one) { return !meets(object, one); });
  return unmet == required.end() ? nullptr : &*unmet;
}

}  // namespace jwtauth::inline v0

// The name of a claim and a token go in; where the claim probably stands comes out, as the configuration has to write
// it. A guess for people, which decides nothing.
#include "src/explain/claim_places.hpp"

#include <algorithm>
#include <array>

#include "src/configuration/claim_names.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t mostPlaces = 5;
constexpr int deepest = 3;

bool isNamedLikeRoles(std::string_view name) {
  constexpr std::array<std::string_view, 4> words{"role", "roles", "groups", "permissions"};
  const std::size_t separator = name.find_last_of("/.:_-");
  const std::string_view last = separator == std::string_view::npos ? name : name.substr(separator + 1);
  return std::any_of(words.begin(), words.end(), [&](auto word) { return equalsWithoutCase(last, word); });
}

void collect(const JsonValue& object, const std::string& place, int depth, std::vector<std::string>& places) {
  JsonValue::Items members = object.items();
  while (const auto member = members.next()) {
    if (places.size() == mostPlaces) return;
    const std::string name = member->name.decoded();
    const JsonType type = member->value.type();
    const bool holdsRoles = type == JsonType::array || type == JsonType::string || type == JsonType::object;
    const std::string pointer = place + '/' + pointerSegment(name);
    if (isNamedLikeRoles(name) && holdsRoles) {
      places.push_back(place.empty() && !name.starts_with('/') ? name : pointer);
    } else if (type == JsonType::object && depth < deepest) {
      collect(member->value, pointer, depth + 1, places);
    }
  }
}

}  // namespace

std::string pointerMeantBy(std::string_view name, const TokenJson& payload) {
  const std::string pointer = asPointer(name);
  return pointer != name && payload.find(pointer) ? pointer : std::string();
}

std::vector<std::string> placesOfRoles(const TokenJson& payload) {
  std::vector<std::string> places;
  if (payload.readable) collect(valueOfDocument(payload.text), "", 1, places);
  return places;
}

std::optional<PointerEnd> whereItEnds(std::string_view pointer, const TokenJson& payload) {
  if (!pointer.starts_with('/') || !payload.readable || payload.find(pointer)) return std::nullopt;
  std::size_t end = 0;
  for (std::size_t next = pointer.find('/', 1); next != std::string_view::npos; next = pointer.find('/', next + 1)) {
    if (!payload.find(pointer.substr(0, next))) break;
    end = next;
  }
  const std::string_view rest = pointer.substr(end + 1);
  PointerEnd found{std::string(pointer.substr(0, end)), std::string(rest.substr(0, rest.find('/'))), {}};
  const auto there = end == 0 ? std::optional(valueOfDocument(payload.text)) : payload.find(found.place);
  if (!there || there->type() != JsonType::object) return found;
  JsonValue::Items members = there->items();
  while (const auto member = members.next()) found.instead.push_back(member->name.decoded());
  return found;
}

}  // namespace jwtauth::inline v0

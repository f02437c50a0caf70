// Accepted claims go in, a principal comes out: name, roles, the payload's text. Refused: a user name that is missing,
// empty, no string or holds control characters; roles that are missing or no array; what the extra check refuses.
#include "jwtauth/principal.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/stages/principal_data.hpp"
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

Result<std::string> readUsername(const std::optional<JsonValue>& claim) {
  if (!claim) return Error{ErrorCode::usernameMissing, "no claim of the name configured as usernameClaim"};
  const auto string = claim->string();
  if (!string) return Error{ErrorCode::usernameMalformed, "the usernameClaim is not a string"};
  std::string name = string->decoded();
  if (name.empty()) return Error{ErrorCode::usernameMalformed, "the usernameClaim is an empty string"};
  // A name goes into logs, headers and queries: one that could break their lines, or be cut at a NUL, is no name.
  if (std::any_of(name.begin(), name.end(), [](char character) { return isControl(character); })) {
    return Error{ErrorCode::usernameMalformed, "the usernameClaim holds control characters"};
  }
  return name;
}

/// Of the same role, whether another one stands before it. A token may have thousands, which are sorted to be compared.
std::vector<bool> repeatedAmongMany(const std::vector<std::string>& roles) {
  std::vector<std::size_t> order(roles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    const int difference = roles[left].compare(roles[right]);
    return difference != 0 ? difference < 0 : left < right;
  });
  std::vector<bool> repeated(roles.size());
  for (std::size_t i = 1; i < order.size(); ++i) repeated[order[i]] = roles[order[i]] == roles[order[i - 1]];
  return repeated;
}

/// Keeps of the same role the first.
void removeRepeated(std::vector<std::string>& roles) {
  constexpr std::size_t few = 16;
  const bool areMany = roles.size() > few;
  const std::vector<bool> repeated = areMany ? repeatedAmongMany(roles) : std::vector<bool>();
  auto kept = roles.begin();
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (areMany ? repeated[i] : std::find(roles.begin(), kept, roles[i]) != kept) continue;
    if (&*kept != &roles[i]) *kept = std::move(roles[i]);
    ++kept;
  }
  roles.erase(kept, roles.end());
}

std::size_t numberOf(JsonValue::Items items) noexcept {
  std::size_t number = 0;
  while (items.next()) ++number;
  return number;
}

/// As RESTHeart reads the claim: strings as they are, numbers and booleans as they are written; one element of another
/// type, and the token gives no role at all.
Result<std::vector<std::string>> readRoles(const std::optional<JsonValue>& claim,
                                           const JwtAuthenticationConfig& config) {
  std::vector<std::string> roles;
  if (config.rolesClaim.empty()) return roles;
  if (!claim) {
    if (config.acceptMissingRoles) return roles;
    return Error{ErrorCode::rolesMissing, "no claim of the name configured as rolesClaim"};
  }
  if (claim->isNull()) return roles;
  if (claim->type() != JsonType::array) return Error{ErrorCode::rolesMalformed, "the rolesClaim is not an array"};
  roles.reserve(numberOf(claim->items()) + config.fixedRoles.size());
  JsonValue::Items elements = claim->items();
  while (const auto element = elements.next()) {
    switch (element->value.type()) {
      case JsonType::string:
        roles.push_back(element->value.string()->decoded());
        break;
      case JsonType::number:
      case JsonType::boolean:
        roles.emplace_back(element->value.text());
        break;
      case JsonType::null:
      case JsonType::array:
      case JsonType::object:
        return std::vector<std::string>();
    }
  }
  return roles;
}

std::optional<std::chrono::sys_seconds> wholeSeconds(const NumericDate& date) noexcept {
  if (!date.isKnown()) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(date.seconds()))));
}

std::optional<JsonValue> claimOf(std::string_view claimsText, std::string_view claim) {
  return findByNameOrPointer(valueOfDocument(claimsText), claim);
}

}  // namespace

Result<Principal> makePrincipal(const AcceptedClaims& claims, std::string&& payload,
                                const JwtAuthenticationConfig& config) {
  auto name = readUsername(claims.username);
  if (!name) return name.error();
  auto roles = readRoles(claims.roles, config);
  if (!roles) return roles.error();

  auto data = std::make_shared<PrincipalAccess::Data>();
  data->name = *std::move(name);
  data->roles = *std::move(roles);
  data->roles.insert(data->roles.end(), config.fixedRoles.begin(), config.fixedRoles.end());
  removeRepeated(data->roles);
  data->expiresAt = wholeSeconds(claims.times.expiry);
  data->claimsText = std::move(payload);
  return PrincipalAccess::make(std::move(data));
}

Result<Principal> askExtraCheck(Principal principal, const JwtAuthenticationConfig& config) {
  if (config.extraCheck) {
    if (const std::optional<Error> refusal = config.extraCheck(principal)) {
      // A refusal without a code would read as success further on.
      return refusal->code == ErrorCode::none ? Error{ErrorCode::checkRefused, "the extraCheck refused"} : *refusal;
    }
  }
  return principal;
}

Principal::Principal(std::shared_ptr<const Data> data) noexcept : data_(std::move(data)) {}

std::string_view Principal::name() const noexcept {
  return data_->name;
}

std::span<const std::string> Principal::roles() const noexcept {
  return data_->roles;
}

bool Principal::hasRole(std::string_view role) const noexcept {
  return std::find(data_->roles.begin(), data_->roles.end(), role) != data_->roles.end();
}

std::vector<std::string> Principal::scopes() const {
  std::vector<std::string> scopes;
  const auto claim = stringClaim("scope");
  if (!claim) return scopes;
  std::string_view rest = *claim;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) scopes.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return scopes;
}

bool Principal::hasScope(std::string_view scope) const {
  const std::vector<std::string> all = scopes();
  return std::find(all.begin(), all.end(), scope) != all.end();
}

std::optional<std::chrono::sys_seconds> Principal::expiresAt() const noexcept {
  return data_->expiresAt;
}

std::optional<std::string> Principal::stringClaim(std::string_view claim) const {
  const auto value = claimOf(data_->claimsText, claim);
  const auto string = value ? value->string() : std::nullopt;
  if (!string) return std::nullopt;
  return string->decoded();
}

std::optional<std::int64_t> Principal::integerClaim(std::string_view claim) const {
  const auto value = claimOf(data_->claimsText, claim);
  return value ? value->integer() : std::nullopt;
}

std::optional<double> Principal::numberClaim(std::string_view claim) const {
  const auto value = claimOf(data_->claimsText, claim);
  return value ? value->number() : std::nullopt;
}

std::optional<bool> Principal::booleanClaim(std::string_view claim) const {
  const auto value = claimOf(data_->claimsText, claim);
  return value ? value->boolean() : std::nullopt;
}

std::optional<std::vector<std::string>> Principal::stringsClaim(std::string_view claim) const {
  const auto value = claimOf(data_->claimsText, claim);
  if (!value || value->type() != JsonType::array) return std::nullopt;
  std::vector<std::string> strings;
  JsonValue::Items elements = value->items();
  while (const auto element = elements.next()) {
    const auto string = element->value.string();
    if (!string) return std::nullopt;
    strings.push_back(string->decoded());
  }
  return strings;
}

std::optional<std::string_view> Principal::claimText(std::string_view claim) const {
  const auto value = claimOf(data_->claimsText, claim);
  if (!value) return std::nullopt;
  return value->text();
}

std::string_view Principal::claimsText() const noexcept {
  return data_->claimsText;
}

}  // namespace jwtauth::inline v0

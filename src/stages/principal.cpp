// What a verified token says about its user, read from the payload's text.
#include "jwtauth/principal.hpp"

#include <algorithm>

#include "src/json/json_value.hpp"
#include "src/stages/principal_data.hpp"

namespace jwtauth::inline v0 {
namespace {

std::optional<JsonValue> claimOf(std::string_view claimsText, std::string_view claim) {
  return findByNameOrPointer(valueOfDocument(claimsText), claim);
}

}  // namespace

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

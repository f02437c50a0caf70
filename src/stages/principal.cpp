// What a verified token says about its user, read from the payload's text.
#include "jwtauth/principal.hpp"

#include <algorithm>

#include "src/json/json_value.hpp"
#include "src/stages/principal_data.hpp"
#include "src/text/split.hpp"

namespace jwtauth::inline v0 {
namespace {

std::optional<JsonValue> claimOf(std::string_view claimsText, std::string_view claim) {
  return findByNameOrPointer(valueOfDocument(claimsText), claim);
}

std::optional<std::vector<std::string>> textsIn(JsonValue array) {
  std::vector<std::string> texts;
  JsonValue::Items elements = array.items();
  while (const auto element = elements.next()) {
    const auto text = element->value.string();
    if (!text) return std::nullopt;
    texts.push_back(text->decoded());
  }
  return texts;
}

}  // namespace

std::vector<std::string> scopesIn(JsonValue payload, std::span<const std::string> claims) {
  std::optional<JsonValue> value;
  for (auto claim = claims.begin(); claim != claims.end() && !value; ++claim) {
    value = findByNameOrPointer(payload, *claim);
  }
  if (!value) return {};
  if (const auto text = value->string()) return split(text->decoded(), ' ');
  if (value->type() != JsonType::array) return {};
  return textsIn(*value).value_or(std::vector<std::string>());
}

std::span<const std::string> usualScopesClaims() {
  static const std::vector<std::string> claims{"scope", "scp"};
  return claims;
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
  return scopesIn(valueOfDocument(data_->claimsText), data_->scopesClaim ? *data_->scopesClaim : usualScopesClaims());
}

bool Principal::hasScope(std::string_view scope) const {
  const std::vector<std::string> all = scopes();
  return std::find(all.begin(), all.end(), scope) != all.end();
}

AuthenticationScheme Principal::scheme() const noexcept {
  const Confirmation* const bound = data_->confirmation.get();
  const bool isBoundToKey = bound != nullptr && !bound->keyThumbprint.empty();
  return isBoundToKey ? AuthenticationScheme::dpop : AuthenticationScheme::bearer;
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
  return textsIn(*value);
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

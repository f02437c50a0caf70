// What a caller asks of an authenticated principal.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "src/c/boundary.hpp"

namespace {

/// The one at this index. Without its size a text that holds a NUL would read as another.
const char* elementAt(std::span<const std::string> texts, std::size_t index, std::size_t* size) noexcept {
  const std::string* const text = index < texts.size() ? &texts[index] : nullptr;
  const bool wouldBeCut = text != nullptr && size == nullptr && text->find('\0') != std::string::npos;
  return jwtauth::handOut(wouldBeCut ? nullptr : text, size);
}

int isOneOf(std::span<const std::string> texts, const char* text, std::size_t size) noexcept {
  return text != nullptr && std::find(texts.begin(), texts.end(), std::string_view(text, size)) != texts.end() ? 1 : 0;
}

std::span<const std::string> rolesOf(const jwtauth_principal* principal) noexcept {
  return principal != nullptr ? principal->principal.roles() : std::span<const std::string>();
}

std::span<const std::string> scopesOf(const jwtauth_principal* principal) noexcept {
  return principal != nullptr ? std::span<const std::string>(principal->scopes) : std::span<const std::string>();
}

}  // namespace

const char* jwtauth_principal_name(const jwtauth_principal* principal) noexcept {
  return principal != nullptr ? principal->name.c_str() : nullptr;
}

size_t jwtauth_principal_role_count(const jwtauth_principal* principal) noexcept {
  return rolesOf(principal).size();
}

const char* jwtauth_principal_role(const jwtauth_principal* principal, size_t index, size_t* size) noexcept {
  return elementAt(rolesOf(principal), index, size);
}

int jwtauth_principal_has_role(const jwtauth_principal* principal, const char* role, size_t size) noexcept {
  return isOneOf(rolesOf(principal), role, size);
}

size_t jwtauth_principal_scope_count(const jwtauth_principal* principal) noexcept {
  return scopesOf(principal).size();
}

const char* jwtauth_principal_scope(const jwtauth_principal* principal, size_t index, size_t* size) noexcept {
  return elementAt(scopesOf(principal), index, size);
}

int jwtauth_principal_has_scope(const jwtauth_principal* principal, const char* scope, size_t size) noexcept {
  return isOneOf(scopesOf(principal), scope, size);
}

int64_t jwtauth_principal_expiry(const jwtauth_principal* principal) noexcept {
  if (principal == nullptr) return 0;
  const auto expiry = principal->principal.expiresAt();
  return expiry ? static_cast<std::int64_t>(expiry->time_since_epoch().count())
                : std::numeric_limits<std::int64_t>::max();
}

const char* jwtauth_principal_claim(const jwtauth_principal* principal, const char* name, size_t size,
                                    size_t* text_size) noexcept {
  const auto find = [&]() -> const std::string* {
    if (principal == nullptr || name == nullptr) return nullptr;
    const std::string_view claim(name, size);
    if (const std::string* const known = principal->claims.find(claim)) return known;
    const auto text = principal->principal.claimText(claim);
    return text ? &principal->claims.add(claim, *text) : nullptr;
  };
  return jwtauth::handOut(jwtauth::guarded(find, nullptr), text_size);
}

const char* jwtauth_principal_claims(const jwtauth_principal* principal, size_t* text_size) noexcept {
  // The payload is kept in a std::string, which ends in a NUL.
  const std::string_view text = principal != nullptr ? principal->principal.claimsText() : std::string_view();
  if (text_size != nullptr) *text_size = text.size();
  return text.data();
}

void jwtauth_principal_free(jwtauth_principal* principal) noexcept {
  delete principal;
}

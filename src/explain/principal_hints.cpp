// A token with acceptable claims goes in, why it names no user or no roles comes out; for an accepted one, what an
// operator should look at.
#include <algorithm>
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

/// "roles" of "https://example.com/roles" and of "/app/roles".
std::string_view lastWord(std::string_view claimName) noexcept {
  const std::size_t slash = claimName.rfind('/');
  return slash == std::string_view::npos ? claimName : claimName.substr(slash + 1);
}

std::vector<std::string> resembling(const Examination& found, const std::string& claimName) {
  std::vector<std::string> names = namesLike(found.payload, lastWord(claimName));
  // The word itself, where a longer name is configured.
  if (lastWord(claimName) != claimName && found.payload.has(lastWord(claimName)))
    names.emplace_back(lastWord(claimName));
  std::erase(names, claimName);
  return names;
}

// --- user name

std::string otherName(std::string_view setting, const std::string& value, const std::vector<std::string>& names) {
  return std::string(setting) + " is " + inQuotes(value) + ", and the token has " + listed(names) + ". Set " +
         std::string(setting) + " to that, letter by letter.";
}

constexpr Hint userUnderSimilarName[] = {
    {ErrorCode::usernameMissing,
     [](const Examination& found) { return !resembling(found, found.config.usernameClaim).empty(); },
     [](const Examination& found) {
       const std::string& claim = found.config.usernameClaim;
       return otherName("usernameClaim", claim, resembling(found, claim));
     }},
};

constexpr Hint emailInAccessToken[] = {
    {ErrorCode::usernameMissing,
     [](const Examination& found) {
       return found.config.usernameClaim == "email" && kindOf(found) != TokenKind::idToken;
     },
     "usernameClaim is email, and Auth0's access tokens for an API carry no email. Set usernameClaim: sub; "
     "or add a claim such as https://example.com/email by an Action (api.accessToken.setCustomClaim) and name that; "
     "for ID tokens, ask for the scope email."},
};

constexpr Hint user[] = {
    {ErrorCode::usernameMissing, always,
     [](const Examination& found) {
       return "No claim " + inQuotes(found.config.usernameClaim) +
              " came; sub is in nearly every token. The token has the claims " + listed(found.payload.names()) + '.';
     }},
    {ErrorCode::usernameMalformed, always,
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.usernameClaim) +
              " is not usable as a name: it must be a text, not empty, and without control characters. "
              "Choose another usernameClaim.";
     }},
};

// --- roles

constexpr Hint rolesUnderSimilarName[] = {
    {ErrorCode::rolesMissing,
     [](const Examination& found) { return !resembling(found, found.config.rolesClaim).empty(); },
     [](const Examination& found) {
       const std::string& claim = found.config.rolesClaim;
       return otherName("rolesClaim", claim, resembling(found, claim));
     }},
};

constexpr Hint roles[] = {
    {ErrorCode::rolesMissing, always,
     [](const Examination& found) {
       return "The token has no claim " + inQuotes(found.config.rolesClaim) +
              ". Auth0 puts roles into a token only by an Action: "
              "api.accessToken.setCustomClaim(\"https://example.com/roles\", event.authorization.roles), "
              "for ID tokens api.idToken; name the same claim in rolesClaim. "
              "fixedRoles gives every user the same roles, acceptMissingRoles accepts such users without any." +
              (found.payload.has("permissions") ? " The token has permissions, which rolesClaim can name." : "");
     }},
    {ErrorCode::rolesMalformed, always,
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.rolesClaim) +
              " must be an array of texts, as [\"admin\", \"user\"]; a single role is an array too.";
     }},
};

// --- the application

bool isRefusedByExtraCheck(const Examination& found) {
  constexpr std::array<ErrorCode, 4> ours{ErrorCode::usernameMissing, ErrorCode::usernameMalformed,
                                          ErrorCode::rolesMissing, ErrorCode::rolesMalformed};
  return std::find(ours.begin(), ours.end(), found.verdict.code) == ours.end();
}

constexpr Hint application[] = {
    {anyCode, [](const Examination& found) { return found.verdict.kind() == ErrorKind::internal; },
     "The server itself failed (memory, OpenSSL, or the application's extraCheck), which is not the token's fault."},
    {anyCode, isRefusedByExtraCheck,
     "The token is in order; the application's own check (extraCheck) refused it. Look there."},
};

// --- accepted

/// Says that an element of the configured claim's array `is` so.
template <class Is>
bool anyRole(const Examination& found, Is is) {
  const auto claim = found.config.rolesClaim.empty() ? std::nullopt : found.payload.find(found.config.rolesClaim);
  if (!claim || claim->type() != JsonType::array) return false;
  JsonValue::Items elements = claim->items();
  while (const auto element = elements.next()) {
    if (is(element->value.type())) return true;
  }
  return false;
}

constexpr Hint unusualRoles[] = {
    {anyCode,
     [](const Examination& found) {
       return anyRole(found, [](JsonType type) {
         return type == JsonType::object || type == JsonType::array || type == JsonType::null;
       });
     },
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.rolesClaim) +
              " holds an object, array or null, so none of its roles is taken (as in RESTHeart). "
              "It must hold texts alone.";
     }},
    {anyCode,
     [](const Examination& found) { return anyRole(found, [](JsonType type) { return type != JsonType::string; }); },
     "Numbers or true and false are among the roles; each is taken as the text that the token writes."},
};

bool isExpired(const CertificateFacts& certificate, double now) {
  return now > static_cast<double>(certificate.notAfterSeconds);
}

constexpr Hint certificate[] = {
    {anyCode,
     [](const Examination& found) {
       return found.certificate && found.now &&
              (isExpired(*found.certificate, found.nowSeconds()) ||
               found.nowSeconds() < static_cast<double>(found.certificate->notBeforeSeconds));
     },
     [](const Examination& found) {
       return std::string("The configured certificate ") +
              (isExpired(*found.certificate, found.nowSeconds()) ? "has expired" : "is not yet valid") +
              ". Only its key is used, so nothing is refused; "
              "check whether the issuer has a newer one, and this server's clock.";
     }},
};

constexpr Hint idToken[] = {
    {anyCode,
     [](const Examination& found) {
       // Claims about the user do not show it: access tokens with `email` are what usernameClaim is made for.
       const bool isOfALogin =
           found.payload.has("nonce") || found.payload.has("at_hash") || found.payload.has("c_hash");
       return isOfALogin && kindOf(found) == TokenKind::idToken;
     },
     "This seems to be an ID token. It tells the client who logged in; "
     "for an API Auth0 advises access tokens (aud is the API's identifier)."},
};

constexpr Hint noExpiry[] = {
    {anyCode, [](const Examination& found) { return !found.payload.has("exp"); },
     "The token has no exp and is valid for ever (acceptMissingExpiry)."},
};

}  // namespace

std::span<const HintGroup> principalHints() noexcept {
  static constexpr HintGroup groups[] = {userUnderSimilarName, emailInAccessToken, user, rolesUnderSimilarName, roles,
                                         application};
  return groups;
}

std::span<const HintGroup> acceptedHints() noexcept {
  static constexpr HintGroup groups[] = {unusualRoles, certificate, idToken, noExpiry};
  return groups;
}

}  // namespace jwtauth::inline v0

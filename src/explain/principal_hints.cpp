// A token with acceptable claims goes in, why it names no user or no roles comes out; for an accepted one, what an
// operator should look at.
#include <algorithm>
#include <array>

#include "src/configuration/claim_names.hpp"
#include "src/explain/claim_places.hpp"
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
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

/// "realm_access.roles" where the token has /realm_access/roles: the sentence, or nothing.
std::string nestedAdvice(std::string_view setting, const std::string& claim, const Examination& found) {
  const std::string pointer = pointerMeantBy(claim, found.payload);
  if (pointer.empty()) return {};
  return "The claim is nested: a dot is an ordinary character of a name, and places inside are written as a JSON "
         "Pointer. Write " +
         std::string(setting) + ": " + pointer + '.';
}

/// Which names came at the place where the configured pointer ends.
std::string endAdvice(std::string_view setting, const std::string& claim, const Examination& found) {
  const auto end = whereItEnds(claim, found.payload);
  if (!end) return {};
  const std::string place = end->place.empty() ? std::string("The token") : "The token's " + inQuotes(end->place);
  return place + " has no " + inQuotes(end->missing) + ", which " + std::string(setting) + " " + inQuotes(claim) +
         " needs; " + (end->instead.empty() ? "it has no members." : "it has " + listed(end->instead) + '.');
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
     [](const Examination& found) {
       return "usernameClaim is email, which access tokens seldom have. " +
              wordsOr(issuerBehind(found).words.username, "Set usernameClaim: sub.");
     }},
};

bool isNumber(const Examination& found) {
  const auto claim = found.payload.find(found.config.usernameClaim);
  return claim && claim->type() == JsonType::number;
}

constexpr Hint user[] = {
    {ErrorCode::usernameMissing,
     [](const Examination& found) { return !pointerMeantBy(found.config.usernameClaim, found.payload).empty(); },
     [](const Examination& found) { return nestedAdvice("usernameClaim", found.config.usernameClaim, found); }},
    {ErrorCode::usernameMissing, always,
     [](const Examination& found) {
       return "No claim " + inQuotes(found.config.usernameClaim) +
              " came; sub is in nearly every token. The token has the claims " + listed(found.payload.names()) + ". " +
              endAdvice("usernameClaim", found.config.usernameClaim, found) +
              std::string(issuerBehind(found).name == "Auth0" ? "" : issuerBehind(found).words.username);
     }},
    {ErrorCode::usernameMalformed,
     [](const Examination& found) { return found.config.usernameForm == UsernameForm::integer; },
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.usernameClaim) +
              " is not a whole number, and usernameForm is integer. Leave usernameForm out where names are texts.";
     }},
    {ErrorCode::usernameMalformed, isNumber,
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.usernameClaim) +
              " is a number. Set usernameForm: integer, so that its digits are the name; or name another claim in "
              "usernameClaim; or have the issuer write it as a text.";
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
     [](const Examination& found) {
       const std::vector<std::string> claims = rolesClaimsOf(found.config);
       return claims.size() == 1 && !resembling(found, claims.front()).empty();
     },
     [](const Examination& found) {
       const std::string claim = rolesClaimsOf(found.config).front();
       return otherName("rolesClaim", claim, resembling(found, claim));
     }},
};

std::optional<JsonValue> rolesIn(const Examination& found) {
  return found.payload.find(found.config.rolesClaim);
}

bool isText(const Examination& found) {
  const auto claim = rolesIn(found);
  return claim && claim->isString();
}

bool isObject(const Examination& found) {
  const auto claim = rolesIn(found);
  return claim && claim->type() == JsonType::object;
}

/// The configured place as a pointer, to which a member's name can be added.
std::string pointerToRoles(const Examination& found) {
  const std::string& claim = found.config.rolesClaim;
  return claim.starts_with('/') ? claim : '/' + pointerSegment(claim);
}

/// Member of an object of roles that is an array itself: the place that was probably meant.
std::string arrayInside(const Examination& found) {
  JsonValue::Items members = rolesIn(found)->items();
  while (const auto member = members.next()) {
    if (member->value.type() == JsonType::array) {
      return pointerToRoles(found) + '/' + pointerSegment(member->name.decoded());
    }
    if (const auto roles = member->value.member("roles"); roles && roles->type() == JsonType::array) {
      return pointerToRoles(found) + '/' + pointerSegment(member->name.decoded()) + "/roles";
    }
  }
  return {};
}

std::string withoutRoles(const Examination& found) {
  const std::string& claim = found.config.rolesClaim;
  std::string text = endAdvice("rolesClaim", claim, found);
  if (text.empty()) {
    text = "The token has no claim " + inQuotes(claim) + "; it has " + listed(found.payload.names()) + '.';
  }
  if (const auto places = placesOfRoles(found.payload); !places.empty()) {
    text += " Roles may be in " + listed(places) + ": name the place in rolesClaim.";
  }
  const std::string_view words = issuerBehind(found).words.roles;
  return text + (words.empty() ? "" : ' ' + std::string(words)) +
         " fixedRoles gives every user the same roles, acceptMissingRoles accepts such users without any.";
}

constexpr Hint roles[] = {
    {ErrorCode::rolesMissing, [](const Examination& found) { return !found.config.rolesFrom.empty(); },
     [](const Examination& found) {
       return "The token has none of the claims " + listed(rolesClaimsOf(found.config)) + " of rolesClaim; it has " +
              listed(found.payload.names()) + ". " + std::string(issuerBehind(found).words.roles) +
              " acceptMissingRoles accepts such users without any.";
     }},
    {ErrorCode::rolesMalformed, [](const Examination& found) { return !found.config.rolesFrom.empty(); },
     [](const Examination& found) {
       return "A claim of " + listed(rolesClaimsOf(found.config)) +
              " is neither an array of texts nor what its form says: text, words and commas want one text, memberNames "
              "an object.";
     }},
    {ErrorCode::rolesMissing,
     [](const Examination& found) { return !pointerMeantBy(found.config.rolesClaim, found.payload).empty(); },
     [](const Examination& found) {
       return nestedAdvice("rolesClaim", found.config.rolesClaim, found) + ' ' +
              std::string(issuerBehind(found).words.roles);
     }},
    {ErrorCode::rolesMissing, always, withoutRoles},
    {ErrorCode::rolesMalformed, isText,
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.rolesClaim) +
              " is one text, and it must be an array of texts, as [\"admin\", \"user\"]. "
              "Say what the text means: rolesClaim: {claim: " +
              inQuotes(found.config.rolesClaim) +
              ", form: text} for one role, form: words or form: commas for several.";
     }},
    {ErrorCode::rolesMalformed, [](const Examination& found) { return isObject(found) && !arrayInside(found).empty(); },
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.rolesClaim) +
              " is an object that holds the roles further inside. "
              "Write rolesClaim: " +
              arrayInside(found) + '.';
     }},
    {ErrorCode::rolesMalformed, isObject,
     [](const Examination& found) {
       return "The claim " + inQuotes(found.config.rolesClaim) +
              " is an object, and it must be an array of texts. If the names of its members are the roles: "
              "rolesClaim: {claim: " +
              inQuotes(found.config.rolesClaim) + ", form: memberNames}.";
     }},
    {ErrorCode::rolesMalformed, always,
     [](const Examination& found) {
       return "The claim " + listed(rolesClaimsOf(found.config)) +
              " must be an array of texts, as [\"admin\", \"user\"]; a single role is an array too. "
              "If the issuer writes it otherwise, say so: rolesClaim: {claim: NAME, form: text}, "
              "or words, commas, memberNames.";
     }},
};

// --- scopes

std::vector<std::string> missingScopes(const Examination& found) {
  std::vector<std::string> missing = found.config.requiredScopes;
  for (const std::string& held : scopesOf(found)) std::erase(missing, held);
  return missing;
}

bool lacksAScope(const Examination& found) {
  return found.refusedWith(ErrorCode::scopeInsufficient) && !missingScopes(found).empty();
}

constexpr Hint scopes[] = {
    {ErrorCode::scopeInsufficient, lacksAScope,
     [](const Examination& found) {
       const std::vector<std::string> held = scopesOf(found);
       return "The token lacks the scope " + listed(missingScopes(found)) + ", which requiredScopes wants; it has " +
              (held.empty() ? "none" : listed(held)) +
              ". Have the client ask for it at the login, and the issuer allow it.";
     }},
};

// --- the application

bool isRefusedByExtraCheck(const Examination& found) {
  constexpr std::array<ErrorCode, 4> ours{ErrorCode::usernameMissing, ErrorCode::usernameMalformed,
                                          ErrorCode::rolesMissing, ErrorCode::rolesMalformed};
  return std::find(ours.begin(), ours.end(), found.verdict.code) == ours.end() && !lacksAScope(found);
}

constexpr Hint application[] = {
    {anyCode, [](const Examination& found) { return found.verdict.kind() == ErrorKind::internal; },
     "The server itself failed (memory, its libcrypto, or the application's extraCheck), which is not the token's fault."},
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
              "It must hold texts alone; for objects name their member: rolesClaim: \"" +
              pointerToRoles(found) + "/*/name\".";
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
     [](const Examination& found) {
       return "This seems to be an ID token. It tells the client who logged in; an API expects access tokens. " +
              std::string(issuerBehind(found).words.idToken);
     }},
};

constexpr Hint refreshToken[] = {
    {anyCode, isRefreshToken,
     "This is a refresh token, and it was accepted: narrow the configuration to access tokens by requiredClaims "
     "(Keycloak {typ: Bearer}, Descope {drn: DS}, Casdoor {tokenType: access-token})."},
};

constexpr Hint sharedIssuer[] = {
    {anyCode,
     [](const Examination& found) {
       const JwtAuthenticationConfig& config = found.config;
       const bool isNarrowed =
           !config.requiredClaims.empty() || !config.requiredHeader.empty() || config.extraCheck != nullptr;
       return !isNarrowed && !issuerBehind(found).words.narrowing.empty();
     },
     [](const Examination& found) { return std::string(issuerBehind(found).words.narrowing); }},
};

constexpr Hint noExpiry[] = {
    {anyCode, [](const Examination& found) { return !found.payload.has("exp"); },
     "The token has no exp and is valid for ever (acceptMissingExpiry)."},
};

}  // namespace

std::span<const HintGroup> principalHints() noexcept {
  static constexpr HintGroup groups[] = {
      userUnderSimilarName, emailInAccessToken, user, rolesUnderSimilarName, roles, scopes, application};
  return groups;
}

std::span<const HintGroup> acceptedHints() noexcept {
  static constexpr HintGroup groups[] = {unusualRoles, certificate, refreshToken, idToken, sharedIssuer, noExpiry};
  return groups;
}

}  // namespace jwtauth::inline v0

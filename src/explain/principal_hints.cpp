// A token with acceptable claims goes in, why it names no user or no roles comes out; of an accepted one, what should
// be looked at all the same.
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

std::string claimsThatCame(const Examination& found) {
  return " The token has the claims " + listed(found.payload.names()) + '.';
}

// --- user name

MaybeText userUnderSimilarName(const Examination& found) {
  const auto names = resembling(found, found.config.usernameClaim);
  if (!found.refusedWith(ErrorCode::usernameMissing) || names.empty()) return std::nullopt;
  return "usernameClaim is " + inQuotes(found.config.usernameClaim) + ", and the token has " + listed(names) +
         ". Set usernameClaim to that, letter by letter.";
}

MaybeText emailInAccessToken(const Examination& found) {
  if (!found.refusedWith(ErrorCode::usernameMissing) || found.config.usernameClaim != "email" ||
      kindOf(found) == TokenKind::idToken) {
    return std::nullopt;
  }
  return "usernameClaim is email, and Auth0's access tokens for an API carry no email. Set usernameClaim: sub; or add "
         "a "
         "claim such as https://example.com/email by an Action (api.accessToken.setCustomClaim) and name that; of ID "
         "tokens, "
         "ask for the scope email.";
}

MaybeText userMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::usernameMissing)) return std::nullopt;
  return "No claim " + inQuotes(found.config.usernameClaim) + " came; sub is in nearly every token." +
         claimsThatCame(found);
}

MaybeText userMalformed(const Examination& found) {
  if (!found.refusedWith(ErrorCode::usernameMalformed)) return std::nullopt;
  return "The claim " + inQuotes(found.config.usernameClaim) +
         " is no usable name: it must be a text, not empty, and without control characters. Choose another "
         "usernameClaim.";
}

// --- roles

MaybeText rolesUnderSimilarName(const Examination& found) {
  const auto names = resembling(found, found.config.rolesClaim);
  if (!found.refusedWith(ErrorCode::rolesMissing) || names.empty()) return std::nullopt;
  return "rolesClaim is " + inQuotes(found.config.rolesClaim) + ", and the token has " + listed(names) +
         ". Set rolesClaim to that, letter by letter.";
}

MaybeText rolesMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::rolesMissing)) return std::nullopt;
  return "The token has no claim " + inQuotes(found.config.rolesClaim) +
         ". Auth0 puts roles into a token only by an Action: "
         "api.accessToken.setCustomClaim(\"https://example.com/roles\", "
         "event.authorization.roles), for ID tokens api.idToken; name the same claim in rolesClaim. fixedRoles gives "
         "everybody the same roles, acceptMissingRoles accepts such users without any." +
         (found.payload.has("permissions") ? " The token has permissions, which rolesClaim can name." : "");
}

MaybeText rolesNoArray(const Examination& found) {
  if (!found.refusedWith(ErrorCode::rolesMalformed)) return std::nullopt;
  return "The claim " + inQuotes(found.config.rolesClaim) +
         " must be an array of texts, as [\"admin\", \"user\"]; a single role is an array too.";
}

MaybeText ownCheck(const Examination& found) {
  // What gets here with another code comes from the extraCheck, or from the machine.
  constexpr std::array<ErrorCode, 4> ours{ErrorCode::usernameMissing, ErrorCode::usernameMalformed,
                                          ErrorCode::rolesMissing, ErrorCode::rolesMalformed};
  if (std::find(ours.begin(), ours.end(), found.verdict.code) != ours.end()) return std::nullopt;
  if (found.verdict.kind() == ErrorKind::internal) {
    return "The server itself failed (memory, OpenSSL, or the application's extraCheck), which is no fault of the "
           "token.";
  }
  return "The token is in order; the application's own check (extraCheck) refused it. Look there.";
}

// --- accepted

MaybeText rolesDropped(const Examination& found) {
  const auto roles = found.config.rolesClaim.empty() ? std::nullopt : found.payload.find(found.config.rolesClaim);
  if (!roles || roles->type() != JsonType::array) return std::nullopt;
  JsonValue::Items elements = roles->items();
  while (const auto element = elements.next()) {
    const JsonType type = element->value.type();
    if (type == JsonType::object || type == JsonType::array || type == JsonType::null) {
      return "The claim " + inQuotes(found.config.rolesClaim) +
             " holds an object, array or null, so none of its roles is taken (as in RESTHeart). It must hold texts "
             "alone.";
    }
  }
  return std::nullopt;
}

MaybeText rolesWrittenOut(const Examination& found) {
  const auto roles = found.config.rolesClaim.empty() ? std::nullopt : found.payload.find(found.config.rolesClaim);
  if (!roles || roles->type() != JsonType::array || rolesDropped(found)) return std::nullopt;
  JsonValue::Items elements = roles->items();
  while (const auto element = elements.next()) {
    if (element->value.isString()) continue;
    return "Numbers or true and false are among the roles; they are taken as the text they are written with.";
  }
  return std::nullopt;
}

MaybeText certificateOutOfTime(const Examination& found) {
  if (!found.certificate || !found.now) return std::nullopt;
  const bool expired = found.nowSeconds() > static_cast<double>(found.certificate->notAfterSeconds);
  if (!expired && found.nowSeconds() >= static_cast<double>(found.certificate->notBeforeSeconds)) return std::nullopt;
  return std::string("The configured certificate ") + (expired ? "has expired" : "is not yet valid") +
         ". Only its key is used, so nothing is refused; look whether the issuer has a newer one, and at this server's "
         "clock.";
}

MaybeText acceptedIdToken(const Examination& found) {
  // Claims about the user alone do not tell: access tokens with `email` are what usernameClaim is made for.
  const bool isOfALogin = found.payload.has("nonce") || found.payload.has("at_hash") || found.payload.has("c_hash");
  if (!isOfALogin || kindOf(found) != TokenKind::idToken) return std::nullopt;
  return "This seems to be an ID token. It tells the client who logged in; for an API Auth0 advises access tokens "
         "(aud is the API's identifier).";
}

MaybeText goodForEver(const Examination& found) {
  if (found.payload.has("exp")) return std::nullopt;
  return "The token has no exp and is good for ever (acceptMissingExpiry).";
}

}  // namespace

std::span<const Hint> principalHints() noexcept {
  static constexpr std::array<Hint, 8> hints{userUnderSimilarName,  emailInAccessToken, userMissing,  userMalformed,
                                             rolesUnderSimilarName, rolesMissing,       rolesNoArray, ownCheck};
  return hints;
}

std::span<const Hint> acceptedHints() noexcept {
  static constexpr std::array<Hint, 5> hints{rolesDropped, rolesWrittenOut, certificateOutOfTime, acceptedIdToken,
                                             goodForEver};
  return hints;
}

}  // namespace jwtauth::inline v0

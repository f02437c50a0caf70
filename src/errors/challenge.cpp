// An error goes in, the answer to the request comes out: status, WWW-Authenticate with fixed texts, the realm and what
// the server requires; nothing from the token.
#include "src/errors/challenge.hpp"

#include "src/text/ascii.hpp"
#include "src/text/repeated_strings.hpp"

namespace jwtauth::inline v0 {
namespace {

/// RFC 6750 3: a text for the developer of a client. It tells an attacker nothing that the status does not.
std::string_view descriptionOf(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::expired:
    case ErrorCode::tokenTooOld:
      return "The access token expired";
    case ErrorCode::notYetValid:
    case ErrorCode::issuedInFuture:
      return "The access token is not valid yet";
    case ErrorCode::credentialsRepeated:
      return "The request carries more than one Authorization field";
    case ErrorCode::tokenTooLarge:
      return "The access token is too long";
    case ErrorCode::tokenMalformed:
    case ErrorCode::headerUnsupported:
      return "The access token is malformed";
    case ErrorCode::issuerMismatch:
      return "The access token is of another issuer";
    case ErrorCode::audienceMismatch:
      return "The access token is for another audience";
    case ErrorCode::scopeInsufficient:
      return "The access token lacks a scope";
    case ErrorCode::roleInsufficient:
      return "The user lacks a role";
    case ErrorCode::loginInsufficient:
      return "A stronger or more recent login is needed";
    case ErrorCode::none:
    case ErrorCode::credentialsMissing:
    case ErrorCode::schemeUnsupported:
    case ErrorCode::typeMismatch:
    case ErrorCode::algorithmNotAllowed:
    case ErrorCode::keyUnknown:
    case ErrorCode::signatureInvalid:
    case ErrorCode::claimMalformed:
    case ErrorCode::expiryMissing:
    case ErrorCode::confirmationUnbound:
    case ErrorCode::usernameMissing:
    case ErrorCode::usernameMalformed:
    case ErrorCode::rolesMissing:
    case ErrorCode::rolesMalformed:
    case ErrorCode::checkRefused:
    case ErrorCode::claimMismatch:
    case ErrorCode::keysUnavailable:
    case ErrorCode::keysPending:
    case ErrorCode::settingInvalid:
    case ErrorCode::keyUnusable:
    case ErrorCode::keyTooWeak:
    case ErrorCode::cryptoFailure:
    case ErrorCode::outOfMemory:
    case ErrorCode::unexpectedFailure:
      break;
  }
  return "The access token is not acceptable";
}

/// RFC 9110 5.6.4. Characters that could end the quoting or the line are escaped or left out.
std::string quotedString(std::string_view text) {
  std::string quoted = "\"";
  for (const char character : text) {
    if (isControl(character)) continue;
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + '"';
}

void add(std::string& challenge, std::string_view name, std::string_view value) {
  challenge += challenge.ends_with("Bearer") ? " " : ", ";
  challenge += name;
  challenge += '=';
  challenge += quotedString(value);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// RFC 6750 3.1, RFC 9470 3.
std::string_view nameOfError(Error error) noexcept {
  if (error.code == ErrorCode::loginInsufficient) return "insufficient_user_authentication";
  return error.kind() == ErrorKind::insufficient ? "insufficient_scope" : "invalid_token";
}

}  // namespace

Requirement withScopes(Requirement requirement, Error error, const std::vector<std::string>& ofEveryRequest) {
  if (error.code != ErrorCode::scopeInsufficient) return requirement;
  requirement.scopes.insert(requirement.scopes.begin(), ofEveryRequest.begin(), ofEveryRequest.end());
  removeRepeated(requirement.scopes);
  return requirement;
}

std::string makeChallenge(Error error, std::string_view realm, const Requirement& requirement) {
  const ErrorKind kind = error.kind();
  if (kind != ErrorKind::noCredentials && kind != ErrorKind::invalidToken && kind != ErrorKind::insufficient) return {};
  std::string challenge = "Bearer";
  if (!realm.empty()) add(challenge, "realm", realm);
  // RFC 6750 3.1: without credentials there is no error to name.
  if (kind == ErrorKind::noCredentials) return challenge;
  add(challenge, "error", nameOfError(error));
  add(challenge, "error_description", descriptionOf(error.code));
  if (error.code == ErrorCode::loginInsufficient) {
    if (!requirement.acrValues.empty()) add(challenge, "acr_values", joined(requirement.acrValues));
    if (requirement.maxLoginAge) add(challenge, "max_age", std::to_string(requirement.maxLoginAge->count()));
  }
  if (kind == ErrorKind::insufficient && !requirement.scopes.empty()) {
    add(challenge, "scope", joined(requirement.scopes));
  }
  return challenge;
}

Refusal makeRefusal(Error error, std::string_view realm, const Requirement& requirement) {
  Refusal refusal{error.httpStatus()};
  if (std::string challenge = makeChallenge(error, realm, requirement); !challenge.empty()) {
    refusal.fields.push_back({"WWW-Authenticate", std::move(challenge)});
  }
  // RFC 9110 10.2.3: what is unavailable may be available again in a second.
  if (error.kind() == ErrorKind::unavailable) refusal.fields.push_back({"Retry-After", "1"});
  return refusal;
}

}  // namespace jwtauth::inline v0

// An error goes in, the value of WWW-Authenticate comes out: fixed texts, the realm and the scope the server asks for,
// nothing of the token.
#include "src/errors/challenge.hpp"

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

/// RFC 6750 3: a text a client's developer may read, which tells an attacker nothing that the status does not.
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
    default:
      return "The access token is not acceptable";
  }
}

/// RFC 9110 5.6.4. What could end the quoting or the line is left out.
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

}  // namespace

std::string makeChallenge(Error error, std::string_view realm, std::string_view scope) {
  const ErrorKind kind = error.kind();
  if (kind != ErrorKind::noCredentials && kind != ErrorKind::invalidToken && kind != ErrorKind::insufficient) return {};
  std::string challenge = "Bearer";
  if (!realm.empty()) add(challenge, "realm", realm);
  // RFC 6750 3.1: without credentials there is no error to name.
  if (kind == ErrorKind::noCredentials) return challenge;
  add(challenge, "error", kind == ErrorKind::insufficient ? "insufficient_scope" : "invalid_token");
  add(challenge, "error_description", descriptionOf(error.code));
  if (kind == ErrorKind::insufficient && !scope.empty()) add(challenge, "scope", scope);
  return challenge;
}

}  // namespace jwtauth::inline v0

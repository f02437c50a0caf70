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
    case ErrorCode::confirmationUnbound:
      return "The access token is bound to a key that the request does not prove";
    case ErrorCode::confirmationMissing:
      return "The access token is not bound to a key";
    case ErrorCode::confirmationMismatch:
      return "The access token is bound to another key";
    case ErrorCode::proofMissing:
      return "The request carries no DPoP proof";
    case ErrorCode::proofRepeated:
      return "The request carries more than one DPoP proof";
    case ErrorCode::proofMalformed:
      return "The DPoP proof is malformed";
    case ErrorCode::proofUnsupported:
      return "The type, algorithm or key of the DPoP proof is not acceptable";
    case ErrorCode::proofForOtherRequest:
      return "The htm or htu of the DPoP proof is not that of the request";
    case ErrorCode::proofForOtherToken:
      return "The ath of the DPoP proof is not that of the access token";
    case ErrorCode::proofExpired:
      return "The iat of the DPoP proof is not recent";
    case ErrorCode::proofForged:
      return "The signature of the DPoP proof does not verify";
    case ErrorCode::proofReplayed:
      return "The DPoP proof was used before";
    case ErrorCode::proofNonceMissing:
      return "The DPoP proof needs a recent nonce of this server";
    case ErrorCode::loginInsufficient:
      return "A stronger or more recent login is needed";
    case ErrorCode::revoked:
      return "The access token was revoked";
    case ErrorCode::tokenInactive:
      return "The access token is not active";
    case ErrorCode::none:
    case ErrorCode::credentialsMissing:
    case ErrorCode::schemeUnsupported:
    case ErrorCode::typeMismatch:
    case ErrorCode::algorithmNotAllowed:
    case ErrorCode::keyUnknown:
    case ErrorCode::signatureInvalid:
    case ErrorCode::claimMalformed:
    case ErrorCode::expiryMissing:
    case ErrorCode::confirmationMalformed:
    case ErrorCode::usernameMissing:
    case ErrorCode::usernameMalformed:
    case ErrorCode::rolesMissing:
    case ErrorCode::rolesMalformed:
    case ErrorCode::checkRefused:
    case ErrorCode::claimMismatch:
    case ErrorCode::statusMalformed:
    case ErrorCode::keysUnavailable:
    case ErrorCode::keysPending:
    case ErrorCode::proofsUnavailable:
    case ErrorCode::statusUnavailable:
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
  const bool isFirst = challenge.find(' ') == std::string::npos;
  challenge += isFirst ? " " : ", ";
  challenge += name;
  challenge += '=';
  challenge += quotedString(value);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// RFC 6750 3.1, RFC 9449 7.1 and 8, RFC 9470 3.
std::string_view nameOfError(Error error) noexcept {
  switch (error.code) {
    case ErrorCode::loginInsufficient:
      return "insufficient_user_authentication";
    case ErrorCode::proofMissing:
    case ErrorCode::proofRepeated:
    case ErrorCode::proofMalformed:
    case ErrorCode::proofUnsupported:
    case ErrorCode::proofForOtherRequest:
    case ErrorCode::proofForOtherToken:
    case ErrorCode::proofExpired:
    case ErrorCode::proofForged:
    case ErrorCode::proofReplayed:
      return "invalid_dpop_proof";
    case ErrorCode::proofNonceMissing:
      return "use_dpop_nonce";
    default:
      break;
  }
  if (error.kind() == ErrorKind::invalidRequest) return "invalid_request";
  return error.kind() == ErrorKind::insufficient ? "insufficient_scope" : "invalid_token";
}

bool hasChallenge(Error error) noexcept {
  const ErrorKind kind = error.kind();
  return kind == ErrorKind::noCredentials || kind == ErrorKind::invalidToken || kind == ErrorKind::insufficient ||
         kind == ErrorKind::invalidRequest;
}

bool offersDpop(const ChallengeTerms& terms) noexcept {
  return !terms.dpopAlgorithms.empty();
}

/// The scheme whose challenge names the error: that of the request (RFC 9449 7.2), or the only one that is offered.
AuthenticationScheme schemeOf(Error error, const ChallengeTerms& terms) noexcept {
  const bool isDpop = error.scheme == AuthenticationScheme::dpop ? offersDpop(terms) : !terms.offersBearer;
  return isDpop ? AuthenticationScheme::dpop : AuthenticationScheme::bearer;
}

/// What every request needs, and then what this one does (RFC 6750 3).
std::vector<std::string> scopesOf(const ChallengeTerms& terms, const Requirement& requirement) {
  std::vector<std::string> scopes = terms.scopes;
  scopes.insert(scopes.end(), requirement.scopes.begin(), requirement.scopes.end());
  removeRepeated(scopes);
  return scopes;
}

void addError(std::string& challenge, Error error, const Requirement& requirement) {
  add(challenge, "error", nameOfError(error));
  add(challenge, "error_description", descriptionOf(error.code));
  if (error.code != ErrorCode::loginInsufficient) return;
  if (!requirement.acrValues.empty()) add(challenge, "acr_values", joined(requirement.acrValues));
  if (requirement.maxLoginAge) add(challenge, "max_age", std::to_string(requirement.maxLoginAge->count()));
}

std::string challengeOf(AuthenticationScheme scheme, Error error, const ChallengeTerms& terms,
                        const Requirement& requirement) {
  const bool isDpop = scheme == AuthenticationScheme::dpop;
  std::string challenge = isDpop ? "DPoP" : "Bearer";
  if (!terms.realm.empty()) add(challenge, "realm", terms.realm);
  if (isDpop) add(challenge, "algs", joined(terms.dpopAlgorithms));
  // RFC 6750 3.1: without credentials there is no error to name. Two credentials are an error of either scheme.
  const bool namesError = error.kind() != ErrorKind::noCredentials &&
                          (error.kind() == ErrorKind::invalidRequest || scheme == schemeOf(error, terms));
  if (namesError) addError(challenge, error, requirement);
  const std::vector<std::string> scopes = scopesOf(terms, requirement);
  if (!scopes.empty()) add(challenge, "scope", joined(scopes));
  if (!terms.resourceMetadata.empty()) add(challenge, "resource_metadata", terms.resourceMetadata);
  return challenge;
}

}  // namespace

std::string makeChallenge(Error error, const ChallengeTerms& terms, const Requirement& requirement) {
  return hasChallenge(error) ? challengeOf(schemeOf(error, terms), error, terms, requirement) : std::string();
}

Refusal makeRefusal(Error error, const ChallengeTerms& terms, const Requirement& requirement) {
  Refusal refusal{error.httpStatus()};
  const auto addChallenge = [&](AuthenticationScheme scheme) {
    refusal.fields.push_back({"WWW-Authenticate", challengeOf(scheme, error, terms, requirement)});
  };
  // Bearer first, and each in a field of its own: some clients read no further than a first challenge of Bearer.
  if (hasChallenge(error) && terms.offersBearer) addChallenge(AuthenticationScheme::bearer);
  if (hasChallenge(error) && offersDpop(terms)) addChallenge(AuthenticationScheme::dpop);
  // RFC 9110 10.2.3: what is unavailable may be available again in a second.
  if (error.kind() == ErrorKind::unavailable) refusal.fields.push_back({"Retry-After", "1"});
  return refusal;
}

bool addNonce(std::vector<ResponseField>& fields, std::optional<std::string> nonce) {
  if (!nonce) return false;
  fields.push_back({"DPoP-Nonce", *std::move(nonce)});
  fields.push_back({"Cache-Control", "no-store"});
  return true;
}

}  // namespace jwtauth::inline v0

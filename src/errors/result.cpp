// The catalogue of refusals: an error code goes in, its name and its HTTP status come out.
#include "jwtauth/result.hpp"

#include <string>

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view unknownName = "unknown";

}  // namespace

std::string_view nameOf(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::none:
      return "none";
    case ErrorCode::credentialsMissing:
      return "credentialsMissing";
    case ErrorCode::schemeUnsupported:
      return "schemeUnsupported";
    case ErrorCode::credentialsRepeated:
      return "credentialsRepeated";
    case ErrorCode::tokenTooLarge:
      return "tokenTooLarge";
    case ErrorCode::tokenMalformed:
      return "tokenMalformed";
    case ErrorCode::headerUnsupported:
      return "headerUnsupported";
    case ErrorCode::typeMismatch:
      return "typeMismatch";
    case ErrorCode::algorithmNotAllowed:
      return "algorithmNotAllowed";
    case ErrorCode::keyUnknown:
      return "keyUnknown";
    case ErrorCode::signatureInvalid:
      return "signatureInvalid";
    case ErrorCode::claimMalformed:
      return "claimMalformed";
    case ErrorCode::expiryMissing:
      return "expiryMissing";
    case ErrorCode::expired:
      return "expired";
    case ErrorCode::notYetValid:
      return "notYetValid";
    case ErrorCode::issuedInFuture:
      return "issuedInFuture";
    case ErrorCode::tokenTooOld:
      return "tokenTooOld";
    case ErrorCode::issuerMismatch:
      return "issuerMismatch";
    case ErrorCode::audienceMismatch:
      return "audienceMismatch";
    case ErrorCode::confirmationUnbound:
      return "confirmationUnbound";
    case ErrorCode::usernameMissing:
      return "usernameMissing";
    case ErrorCode::usernameMalformed:
      return "usernameMalformed";
    case ErrorCode::rolesMissing:
      return "rolesMissing";
    case ErrorCode::rolesMalformed:
      return "rolesMalformed";
    case ErrorCode::checkRefused:
      return "checkRefused";
    case ErrorCode::loginInsufficient:
      return "loginInsufficient";
    case ErrorCode::claimMismatch:
      return "claimMismatch";
    case ErrorCode::confirmationMalformed:
      return "confirmationMalformed";
    case ErrorCode::confirmationMissing:
      return "confirmationMissing";
    case ErrorCode::confirmationMismatch:
      return "confirmationMismatch";
    case ErrorCode::proofMissing:
      return "proofMissing";
    case ErrorCode::proofRepeated:
      return "proofRepeated";
    case ErrorCode::proofMalformed:
      return "proofMalformed";
    case ErrorCode::proofUnsupported:
      return "proofUnsupported";
    case ErrorCode::proofForOtherRequest:
      return "proofForOtherRequest";
    case ErrorCode::proofForOtherToken:
      return "proofForOtherToken";
    case ErrorCode::proofExpired:
      return "proofExpired";
    case ErrorCode::proofForged:
      return "proofForged";
    case ErrorCode::proofReplayed:
      return "proofReplayed";
    case ErrorCode::proofNonceMissing:
      return "proofNonceMissing";
    case ErrorCode::revoked:
      return "revoked";
    case ErrorCode::tokenInactive:
      return "tokenInactive";
    case ErrorCode::statusMalformed:
      return "statusMalformed";
    case ErrorCode::scopeInsufficient:
      return "scopeInsufficient";
    case ErrorCode::roleInsufficient:
      return "roleInsufficient";
    case ErrorCode::keysUnavailable:
      return "keysUnavailable";
    case ErrorCode::keysPending:
      return "keysPending";
    case ErrorCode::proofsUnavailable:
      return "proofsUnavailable";
    case ErrorCode::statusUnavailable:
      return "statusUnavailable";
    case ErrorCode::settingInvalid:
      return "settingInvalid";
    case ErrorCode::keyUnusable:
      return "keyUnusable";
    case ErrorCode::keyTooWeak:
      return "keyTooWeak";
    case ErrorCode::cryptoFailure:
      return "cryptoFailure";
    case ErrorCode::outOfMemory:
      return "outOfMemory";
    case ErrorCode::unexpectedFailure:
      return "unexpectedFailure";
  }
  return unknownName;
}

int Error::httpStatus() const noexcept {
  if (code == ErrorCode::none) return 200;
  if (nameOf(code) == unknownName) return 500;
  switch (kind()) {
    case ErrorKind::noCredentials:
    case ErrorKind::invalidToken:
      return 401;
    case ErrorKind::invalidRequest:
      return 400;
    case ErrorKind::insufficient:
      return 403;
    case ErrorKind::unavailable:
      return 503;
    case ErrorKind::none:
    case ErrorKind::configuration:
    case ErrorKind::internal:
      break;
  }
  return 500;
}

BadResultAccess::BadResultAccess(Error error)
    : std::logic_error("the value of a refused Result was asked for: " + std::string(nameOf(error.code))),
      error_(error) {}

BadResultAccess::~BadResultAccess() = default;

void throwBadResultAccess(Error error) {
  throw BadResultAccess(error);
}

}  // namespace jwtauth::inline v0

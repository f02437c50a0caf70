// An error's number goes in, its name and its status come out. A number that is no error is "unknown", and 500.
#include <array>
#include <limits>

#include "src/c/handles.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Every code of the header is the library's, and has its number.
#define JWTAUTH_SAME(inC, inCpp) static_assert(inC == static_cast<int>(ErrorCode::inCpp))
JWTAUTH_SAME(JWTAUTH_OK, none);
JWTAUTH_SAME(JWTAUTH_CREDENTIALS_MISSING, credentialsMissing);
JWTAUTH_SAME(JWTAUTH_SCHEME_UNSUPPORTED, schemeUnsupported);
JWTAUTH_SAME(JWTAUTH_TOKEN_TOO_LARGE, tokenTooLarge);
JWTAUTH_SAME(JWTAUTH_TOKEN_MALFORMED, tokenMalformed);
JWTAUTH_SAME(JWTAUTH_HEADER_UNSUPPORTED, headerUnsupported);
JWTAUTH_SAME(JWTAUTH_TYPE_MISMATCH, typeMismatch);
JWTAUTH_SAME(JWTAUTH_ALGORITHM_NOT_ALLOWED, algorithmNotAllowed);
JWTAUTH_SAME(JWTAUTH_KEY_UNKNOWN, keyUnknown);
JWTAUTH_SAME(JWTAUTH_SIGNATURE_INVALID, signatureInvalid);
JWTAUTH_SAME(JWTAUTH_CLAIM_MALFORMED, claimMalformed);
JWTAUTH_SAME(JWTAUTH_EXPIRY_MISSING, expiryMissing);
JWTAUTH_SAME(JWTAUTH_EXPIRED, expired);
JWTAUTH_SAME(JWTAUTH_NOT_YET_VALID, notYetValid);
JWTAUTH_SAME(JWTAUTH_ISSUED_IN_FUTURE, issuedInFuture);
JWTAUTH_SAME(JWTAUTH_TOKEN_TOO_OLD, tokenTooOld);
JWTAUTH_SAME(JWTAUTH_ISSUER_MISMATCH, issuerMismatch);
JWTAUTH_SAME(JWTAUTH_AUDIENCE_MISMATCH, audienceMismatch);
JWTAUTH_SAME(JWTAUTH_CONFIRMATION_UNBOUND, confirmationUnbound);
JWTAUTH_SAME(JWTAUTH_USERNAME_MISSING, usernameMissing);
JWTAUTH_SAME(JWTAUTH_USERNAME_MALFORMED, usernameMalformed);
JWTAUTH_SAME(JWTAUTH_ROLES_MISSING, rolesMissing);
JWTAUTH_SAME(JWTAUTH_ROLES_MALFORMED, rolesMalformed);
JWTAUTH_SAME(JWTAUTH_CHECK_REFUSED, checkRefused);
JWTAUTH_SAME(JWTAUTH_LOGIN_INSUFFICIENT, loginInsufficient);
JWTAUTH_SAME(JWTAUTH_CLAIM_MISMATCH, claimMismatch);
JWTAUTH_SAME(JWTAUTH_CONFIRMATION_MALFORMED, confirmationMalformed);
JWTAUTH_SAME(JWTAUTH_CONFIRMATION_MISSING, confirmationMissing);
JWTAUTH_SAME(JWTAUTH_CONFIRMATION_MISMATCH, confirmationMismatch);
JWTAUTH_SAME(JWTAUTH_PROOF_MISSING, proofMissing);
JWTAUTH_SAME(JWTAUTH_PROOF_REPEATED, proofRepeated);
JWTAUTH_SAME(JWTAUTH_PROOF_MALFORMED, proofMalformed);
JWTAUTH_SAME(JWTAUTH_PROOF_UNSUPPORTED, proofUnsupported);
JWTAUTH_SAME(JWTAUTH_PROOF_FOR_OTHER_REQUEST, proofForOtherRequest);
JWTAUTH_SAME(JWTAUTH_PROOF_FOR_OTHER_TOKEN, proofForOtherToken);
JWTAUTH_SAME(JWTAUTH_PROOF_EXPIRED, proofExpired);
JWTAUTH_SAME(JWTAUTH_PROOF_FORGED, proofForged);
JWTAUTH_SAME(JWTAUTH_PROOF_REPLAYED, proofReplayed);
JWTAUTH_SAME(JWTAUTH_PROOF_NONCE_MISSING, proofNonceMissing);
JWTAUTH_SAME(JWTAUTH_REVOKED, revoked);
JWTAUTH_SAME(JWTAUTH_TOKEN_INACTIVE, tokenInactive);
JWTAUTH_SAME(JWTAUTH_STATUS_MALFORMED, statusMalformed);
JWTAUTH_SAME(JWTAUTH_SCOPE_INSUFFICIENT, scopeInsufficient);
JWTAUTH_SAME(JWTAUTH_ROLE_INSUFFICIENT, roleInsufficient);
JWTAUTH_SAME(JWTAUTH_KEYS_UNAVAILABLE, keysUnavailable);
JWTAUTH_SAME(JWTAUTH_KEYS_PENDING, keysPending);
JWTAUTH_SAME(JWTAUTH_PROOFS_UNAVAILABLE, proofsUnavailable);
JWTAUTH_SAME(JWTAUTH_STATUS_UNAVAILABLE, statusUnavailable);
JWTAUTH_SAME(JWTAUTH_SETTING_INVALID, settingInvalid);
JWTAUTH_SAME(JWTAUTH_KEY_UNUSABLE, keyUnusable);
JWTAUTH_SAME(JWTAUTH_KEY_TOO_WEAK, keyTooWeak);
JWTAUTH_SAME(JWTAUTH_CRYPTO_FAILURE, cryptoFailure);
JWTAUTH_SAME(JWTAUTH_OUT_OF_MEMORY, outOfMemory);
JWTAUTH_SAME(JWTAUTH_UNEXPECTED_FAILURE, unexpectedFailure);
JWTAUTH_SAME(JWTAUTH_CREDENTIALS_REPEATED, credentialsRepeated);
#undef JWTAUTH_SAME

/// Cut to its 16 bits, a number beyond them would be another error, or none.
ErrorCode codeOf(jwtauth_error error) noexcept {
  const bool fits = error >= 0 && error <= std::numeric_limits<std::uint16_t>::max();
  return fits ? static_cast<ErrorCode>(error) : static_cast<ErrorCode>(std::numeric_limits<std::uint16_t>::max());
}

}  // namespace
}  // namespace jwtauth::inline v0

const char* jwtauth_error_name(jwtauth_error error) noexcept {
  if (error == JWTAUTH_ARGUMENT_INVALID) return "argumentInvalid";
  return jwtauth::nameOf(jwtauth::codeOf(error)).data();  // of literals, which end in a NUL
}

int jwtauth_http_status(jwtauth_error error) noexcept {
  return jwtauth::Error{jwtauth::codeOf(error), {}}.httpStatus();
}

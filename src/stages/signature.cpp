// A key, the signing input and a signature go in; verified comes out. Refused: a forged signature; and, as failures of
// the server, signatures that could not be verified because memory or libcrypto failed.
#include "src/keys/key_material.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {

Result<void> verifySignature(const VerificationKey& key, std::string_view signingInput,
                             std::span<const unsigned char> signature) noexcept {
  switch (verify(*KeyAccess::of(key).verifier, signingInput, signature)) {
    case SignatureOutcome::verified:
      return {};
    case SignatureOutcome::forged:
      return Error{ErrorCode::signatureInvalid, "the signature is not that of the configured key"};
    case SignatureOutcome::outOfMemory:
      return Error{ErrorCode::outOfMemory, "no memory to verify the signature"};
    case SignatureOutcome::failed:
      break;
  }
  return Error{ErrorCode::cryptoFailure, JWTAUTH_LIBCRYPTO_NAME " failed to verify the signature"};
}

}  // namespace jwtauth::inline v0

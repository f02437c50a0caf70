// A proof's `jwk` goes in, a key that is ready to verify comes out. Refused: a key for something else, one for which
// anyone can sign, one that costs too much.
#include "src/possession/proof_keys.hpp"

#include "jwtauth/configuration_error.hpp"
#include "src/keys/jwk.hpp"
#include "src/text/base64url.hpp"
#include "src/text/text_hash.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t maxModulusBytes = 4096 / 8;
constexpr std::size_t maxExponentBytes = 4;  // an exponent as long as the modulus costs three hundred times as much

constexpr Error unusable{ErrorCode::proofUnsupported,
                         "the proof's `jwk` is not a key for its `alg`, or too weak or too large"};

bool isMeantFor(Algorithm algorithm, JsonValue jwk) {
  try {
    requireUse(algorithm, jwk);
    return true;
  } catch (const UnusableJwk&) {
    return false;
  }
}

/// What verifying costs is the sender's choice; configured keys may be larger.
bool isCheap(JsonValue jwk) {
  const auto bytesOf = [&](std::string_view name) {
    const auto member = jwk.member(name);
    const auto text = member ? member->string() : std::nullopt;
    return text ? decodedSizeOfBase64Url(text->decoded().size()) : 0;
  };
  return bytesOf("n") <= maxModulusBytes && bytesOf("e") <= maxExponentBytes;
}

}  // namespace

Result<VerificationKey> readProofKey(Algorithm algorithm, JsonValue jwk) {
  if (!isMeantFor(algorithm, jwk) || !isCheap(jwk)) return unusable;
  try {
    return readPublicNumbers(algorithm, jwk);
  } catch (const UnusableJwk&) {
    return unusable;
  } catch (const ConfigurationError&) {
    return unusable;
  }
}

Result<VerificationKey> ProofKeys::find(Algorithm algorithm, JsonValue jwk, const std::string& thumbprint) {
  const auto isIt = [&](const Entry& entry) {
    return entry.key.algorithm() == algorithm && entry.thumbprint == thumbprint;
  };
  const std::uint64_t tag = hashOf(thumbprint);
  if (const auto known = keys_.find(tag, isIt)) {
    if (!isMeantFor(algorithm, jwk)) return unusable;
    return known->key;
  }
  auto key = readProofKey(algorithm, jwk);
  if (key) keys_.put(tag, std::make_shared<const Entry>(Entry{thumbprint, *key}), isIt);
  return key;
}

}  // namespace jwtauth::inline v0

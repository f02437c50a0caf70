// A request with a token that is bound to a key goes in; yes or the first refusal comes out. The cheap checks come
// first: a key that the token is not bound to costs no verification. Refused: no proof or several, one that cannot be
// read, is of another key, request, time or token, is forged, or came before.
#include "src/possession/dpop_checker.hpp"

#include <algorithm>

#include "src/keys/jwk_thumbprint.hpp"
#include "src/keys/key_material.hpp"
#include "src/libcrypto/digest.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/text/base64url.hpp"
#include "src/text/http_url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t keysKept = 1024;

constexpr Error nonceWanted{ErrorCode::proofNonceMissing, "the proof has no recent nonce of this server"};

/// Method and URL are part of it: a `jti` is to be the only one of its kind for them (RFC 9449 11.1). So is the key, or
/// one client could use up another's.
ReplayStore::ProofId identityOf(const DpopProof& proof, std::string_view thumbprint, const std::string& url) {
  std::string text(thumbprint);
  for (const std::string& part : {proof.method.decoded(), url, proof.id.decoded()}) text += '\0' + part;
  const std::string hash = sha256(text);
  ReplayStore::ProofId identity;
  std::copy_n(hash.begin(), identity.size(), identity.begin());
  return identity;
}

Result<void> verifyProof(const DpopProof& proof, const VerificationKey& key) noexcept {
  switch (verify(*KeyAccess::of(key).verifier, proof.signingInput, proof.signature)) {
    case SignatureOutcome::verified:
      return {};
    case SignatureOutcome::forged:
      return Error{ErrorCode::proofForged, "the proof's signature is not that of its `jwk`"};
    case SignatureOutcome::outOfMemory:
      return Error{ErrorCode::outOfMemory, "no memory to verify the proof's signature"};
    case SignatureOutcome::failed:
      break;
  }
  return Error{ErrorCode::cryptoFailure, JWTAUTH_LIBCRYPTO_NAME " failed to verify the proof's signature"};
}

Result<void> requireNew(ReplayStore& replays, const ReplayStore::ProofId& identity, WallTime now, WallTime until) {
  switch (replays.add(identity, now, until)) {
    case ReplayStore::Outcome::added:
      return {};
    case ReplayStore::Outcome::known:
      return Error{ErrorCode::proofReplayed, "the proof was used before; expected a new one for each request"};
    case ReplayStore::Outcome::unavailable:
      break;
  }
  return Error{ErrorCode::proofsUnavailable, "the proofs that were used cannot be looked at, or no more can be kept"};
}

}  // namespace

DpopChecker::DpopChecker(const JwtAuthenticationConfig& config)
    : config_(config),
      origin_(config.publicOrigin.empty() ? std::string() : canonicalOrigin(config.publicOrigin).value_or("")),
      keys_(keysKept),
      replays_(config.dpopReplayStore ? config.dpopReplayStore : replaysInMemory(config.dpopReplayEntries)) {
  if (config.dpopNonce == DpopNonce::required) nonces_.emplace(config.dpopNonceSecret);
}

Result<void> DpopChecker::checkRequest(const DpopProof& proof, const Request& request, std::string& url) const {
  if (!proof.method.equals(request.method)) {
    return Error{ErrorCode::proofForOtherRequest, "the proof's `htm` is not the request's method"};
  }
  const auto wanted = canonicalHttpUrl(request.url, origin_);
  auto claimed = canonicalHttpUrl(proof.url.decoded());
  if (!wanted || !claimed || *wanted != *claimed) {
    return Error{ErrorCode::proofForOtherRequest, "the proof's `htu` is not the request's URL"};
  }
  url = *std::move(claimed);
  return {};
}

Result<WallTime> DpopChecker::checkTime(const DpopProof& proof, WallTime now) const {
  if (nonces_) {
    // RFC 9449 11: the nonce says when the proof was made, whatever the client's clock.
    const auto known = proof.nonce ? nonces_->find(proof.nonce->decoded(), now) : std::nullopt;
    if (!known) return nonceWanted;
    return known->until;
  }
  const std::chrono::duration<double> skew = config_.clockSkew, age = config_.dpopProofAge + config_.clockSkew;
  const double seconds = now.time_since_epoch().count();
  if (!(proof.issuedAt >= seconds - age.count())) {
    return Error{ErrorCode::proofExpired, "the proof's `iat` is longer ago than dpopProofAge"};
  }
  if (!(proof.issuedAt <= seconds + skew.count())) {
    return Error{ErrorCode::proofExpired, "the proof's `iat` is in the future"};
  }
  return WallTime(std::chrono::duration<double>(proof.issuedAt) + age);
}

Result<void> DpopChecker::check(const Request& request, std::string_view token, std::string_view thumbprint,
                                WallTime now, Use use) {
  if (request.dpop.empty()) {
    if (nonces_) return nonceWanted;
    return Error{ErrorCode::proofMissing, "no DPoP field; the token is bound to a key that a proof has to show"};
  }
  if (request.dpop.size() > 1) {
    return Error{ErrorCode::proofRepeated, "more than one DPoP field; expected exactly one"};
  }
  ProofWorkspace workspace;
  const auto proof = readProof(request.dpop.front(), config_.dpopAlgorithms, workspace);
  if (!proof) return proof.error();

  const auto shown = thumbprintOf(proof->key);
  if (!shown) return Error{ErrorCode::proofUnsupported, "the proof's `jwk` is not the public key of a known type"};
  if (*shown != thumbprint) {
    // A `jwk` that is not a usable key is a fault of the proof, not of the token.
    if (const auto key = readProofKey(proof->algorithm, proof->key); !key) return key.error();
    return Error{ErrorCode::confirmationMismatch, "the proof's key is not the one in `cnf.jkt`"};
  }
  std::string url;
  if (const auto same = checkRequest(*proof, request, url); !same) return same.error();
  const auto until = checkTime(*proof, now);
  if (!until) return until.error();
  if (!proof->tokenHash.equals(encodeBase64Url(sha256(token)))) {
    return Error{ErrorCode::proofForOtherToken, "the proof's `ath` is not the hash of the token"};
  }

  const auto key = keys_.find(proof->algorithm, proof->key, *shown);
  if (!key) return key.error();
  if (const auto verified = verifyProof(*proof, *key); !verified) return verified.error();
  if (use == Use::again) return {};
  return requireNew(*replays_, identityOf(*proof, thumbprint, url), now, *until);
}

std::optional<std::string> DpopChecker::nonce(WallTime now) const {
  return nonces_ ? std::optional(nonces_->at(now)) : std::nullopt;
}

std::optional<std::string> DpopChecker::nonceAfter(const Request& request, WallTime now) const {
  if (!nonces_ || request.dpop.size() != 1) return std::nullopt;
  ProofWorkspace workspace;
  const auto proof = readProof(request.dpop.front(), config_.dpopAlgorithms, workspace);
  const auto known = proof && proof->nonce ? nonces_->find(proof->nonce->decoded(), now) : std::nullopt;
  return known && !known->isCurrent ? nonce(now) : std::nullopt;
}

}  // namespace jwtauth::inline v0

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jwtauth/config.hpp"
#include "jwtauth/replay_store.hpp"
#include "jwtauth/request.hpp"
#include "jwtauth/result.hpp"
#include "src/possession/dpop_proof.hpp"
#include "src/possession/nonces.hpp"
#include "src/possession/proof_keys.hpp"

namespace jwtauth::inline v0 {

/// Checks proofs of possession by DPoP (RFC 9449 4.3) as one configuration wants them.
class DpopChecker {
 public:
  /// The configuration outlives it, and was found usable.
  explicit DpopChecker(const JwtAuthenticationConfig& config);

  /// Whether a proof that passes is remembered, so that it passes once.
  enum class Use { once, again };

  /// Of the DPoP field of this request, for this token as it was sent and the thumbprint that it is bound to. May throw
  /// std::bad_alloc.
  Result<void> check(const Request& request, std::string_view token, std::string_view thumbprint, WallTime now,
                     Use use = Use::once);

  /// The nonce for the next proof; nothing where none are wanted.
  std::optional<std::string> nonce(WallTime now) const;

  /// The same for a request that was accepted; nothing where its own will do for a while.
  std::optional<std::string> nonceAfter(const Request& request, WallTime now) const;

 private:
  Result<void> checkRequest(const DpopProof& proof, const Request& request, std::string& url) const;
  Result<WallTime> checkTime(const DpopProof& proof, WallTime now) const;

  const JwtAuthenticationConfig& config_;
  std::string origin_;  ///< canonical; empty: that of the request
  std::optional<Nonces> nonces_;
  ProofKeys keys_;
  std::shared_ptr<ReplayStore> replays_;
};

}  // namespace jwtauth::inline v0

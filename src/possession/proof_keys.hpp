#pragma once

#include <cstddef>
#include <string>

#include "jwtauth/key.hpp"
#include "jwtauth/result.hpp"
#include "src/json/json_value.hpp"
#include "src/threads/locked_sets.hpp"

namespace jwtauth::inline v0 {

/// The key of a proof's `jwk`. Refuses with proofUnsupported one that is not meant for the algorithm, proves nothing,
/// or would cost too much to verify with. May throw std::bad_alloc.
Result<VerificationKey> readProofKey(Algorithm algorithm, JsonValue jwk);

/// The keys that proofs were signed with, made ready once: a client uses one for hours. A key is found by its
/// thumbprint, so nothing here can become wrong.
class ProofKeys {
 public:
  explicit ProofKeys(std::size_t entries) : keys_(entries) {}

  /// readProofKey of a `jwk` whose thumbprint this is.
  Result<VerificationKey> find(Algorithm algorithm, JsonValue jwk, const std::string& thumbprint);

 private:
  struct Entry {
    std::string thumbprint;
    VerificationKey key;
  };

  LockedSets<Entry> keys_;
};

}  // namespace jwtauth::inline v0

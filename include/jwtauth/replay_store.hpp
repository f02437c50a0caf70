#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "jwtauth/clock.hpp"
#include "jwtauth/export.hpp"

namespace jwtauth::inline v0 {

/// Remembers proofs of possession that were accepted, so that none is accepted twice (RFC 9449 11.1). Implement it over
/// a database when several servers shall share what they saw. Called from any number of threads at once.
class JWTAUTH_EXPORT ReplayStore {
 public:
  /// A hash of the proof's key, method, URL and `jti`.
  using ProofId = std::array<unsigned char, 16>;

  enum class Outcome {
    added,        ///< it was not there, and is remembered now
    known,        ///< it was there: the proof is refused
    unavailable,  ///< it cannot be looked at or kept: the request is refused with proofsUnavailable (503)
  };

  virtual ~ReplayStore();

  /// Looks and remembers in one step: of any number of equal calls one yields `added`. After `until` it may be
  /// forgotten, not before: a store that is full is unavailable. The call may block as long as the caller may.
  virtual Outcome add(const ProofId& id, WallTime now, WallTime until) noexcept = 0;

 protected:
  ReplayStore() noexcept = default;
  ReplayStore(const ReplayStore&) = default;
  ReplayStore& operator=(const ReplayStore&) = default;
};

/// Up to so many proofs in the memory of this process; about 60 bytes each. May throw std::bad_alloc.
JWTAUTH_EXPORT std::shared_ptr<ReplayStore> replaysInMemory(std::size_t entries);

}  // namespace jwtauth::inline v0

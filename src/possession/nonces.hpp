#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "jwtauth/clock.hpp"

namespace jwtauth::inline v0 {

/// Nonces for DPoP proofs (RFC 9449 8, 9) that nothing is remembered of: a step of time and a MAC over it. The same one
/// for every client in a step; servers that share the secret know each other's.
class Nonces {
 public:
  /// The secret is of at least 32 bytes; empty: one that all of this process share.
  explicit Nonces(std::string secret);
  ~Nonces();
  Nonces(const Nonces&) = delete;
  Nonces& operator=(const Nonces&) = delete;

  /// The nonce of this time.
  std::string at(WallTime now) const;

  struct Known {
    WallTime until;  ///< it is accepted
    bool isCurrent;  ///< else clients should be given the next one
  };
  /// Nothing for a nonce of another maker, and for one that is too old.
  std::optional<Known> find(std::string_view nonce, WallTime now) const;

 private:
  std::string ofStep(std::int64_t step) const;

  std::string secret_;
};

}  // namespace jwtauth::inline v0

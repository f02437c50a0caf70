#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "src/stages/stages.hpp"
#include "src/threads/locked_sets.hpp"
#include "src/threads/thread_slots.hpp"

namespace jwtauth::inline v0 {

/// Tokens that were verified, and their principals. A token that is found here is the same to its last character, was
/// verified under the keys in use now, and its times hold; anything else is a miss and is verified again.
///
/// Two levels: a few tokens for each stripe of threads, where a hit takes no lock, allocates nothing and touches no
/// memory that threads of other stripes write; behind them all tokens.
class VerdictCache {
 public:
  explicit VerdictCache(std::size_t entries);
  ~VerdictCache();

  /// What was found with keys of this generation and still holds at this time. Nothing when memory is short.
  std::optional<Principal> find(std::string_view token, std::uint64_t generation, const JwtAuthenticationConfig& config,
                                WallTime now) noexcept;

  /// `generation` was that of the keys before the token was verified. Does nothing when memory is short.
  void remember(std::string_view token, std::uint64_t generation, const TokenTimes& times,
                const Principal& principal) noexcept;

  VerdictCacheStatus status() const;

 private:
  struct Verdict;
  struct Known;
  using Shared = std::shared_ptr<const Verdict>;

  struct alignas(64) Counters {
    std::atomic<std::uint64_t> hits{0}, misses{0};
  };

  void bringForward(std::uint64_t tag, Shared verdict);
  void followKeys(std::uint64_t generation) noexcept;

  ThreadSlots<Known> front_;
  LockedSets<Verdict> behind_;
  std::atomic<std::uint64_t> generation_{0};
  std::array<Counters, threadStripes> counters_;
};

}  // namespace jwtauth::inline v0

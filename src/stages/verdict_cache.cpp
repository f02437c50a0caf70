// A token goes in; its principal comes out, if it was verified before and nothing has changed since. Nothing
// is refused here, and no refusal is kept: what is not found is verified.
#include "src/stages/verdict_cache.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

#include "src/stages/principal_data.hpp"
#include "src/text/text_hash.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t mostInFront = 256;
constexpr std::size_t longestRemembered = 8 * 1024;  // what servers take for a header; it bounds an entry's memory

/// Of the token's end, which is its signature. It only finds candidates: the whole token is compared.
std::uint64_t tagOf(std::string_view token) noexcept {
  constexpr std::size_t significant = 32;
  return hashOf(token.substr(token.size() - std::min(token.size(), significant)));
}

}  // namespace

struct VerdictCache::Verdict {
  std::string token;
  std::uint64_t generation;
  RegisteredClaims claims;  ///< its times alone
  Principal principal;
};

/// A verdict in front. Its principals count their references in a counter of its own: threads of several stripes that
/// hand out one principal would wait for each other's cache line.
struct VerdictCache::Known {
  explicit Known(Shared known)
      : verdict(std::move(known)),
        principal(PrincipalAccess::make(std::shared_ptr<const PrincipalAccess::Data>(
            std::make_shared<const Principal>(verdict->principal), &PrincipalAccess::dataOf(verdict->principal)))) {}

  Shared verdict;
  Principal principal;
};

VerdictCache::VerdictCache(std::size_t entries)
    : front_(std::bit_ceil(std::min(entries, mostInFront))), behind_(entries) {}

VerdictCache::~VerdictCache() = default;

std::optional<Principal> VerdictCache::find(std::string_view token, std::uint64_t generation,
                                            const JwtAuthenticationConfig& config, WallTime now) noexcept try {
  Counters& counters = counters_[threadStripe()];
  const std::uint64_t tag = tagOf(token);
  const auto holds = [&](const Verdict& verdict) {
    return verdict.token == token && verdict.generation == generation &&
           checkAgain(verdict.claims, config, secondsSince1970(now));
  };
  if (auto known = front_.take(tag); known && holds(*known->verdict)) {
    std::optional<Principal> principal(known->principal);
    front_.put(tag, std::move(known));
    counters.hits.fetch_add(1, std::memory_order_relaxed);
    return principal;
  }
  const auto isOfToken = [&](const Verdict& verdict) { return verdict.token == token; };
  if (Shared verdict = behind_.find(tag, isOfToken); verdict && holds(*verdict)) {
    bringForward(tag, verdict);
    counters.hits.fetch_add(1, std::memory_order_relaxed);
    return verdict->principal;
  }
  counters.misses.fetch_add(1, std::memory_order_relaxed);
  return std::nullopt;
} catch (const std::bad_alloc&) {
  return std::nullopt;
}

void VerdictCache::remember(std::string_view token, std::uint64_t generation, const TokenTimes& times,
                            const Principal& principal) noexcept try {
  if (token.size() > longestRemembered) return;
  followKeys(generation);
  const std::uint64_t tag = tagOf(token);
  auto verdict = std::make_shared<const Verdict>(Verdict{std::string(token), generation, {.times = times}, principal});
  behind_.put(tag, verdict, [&](const Verdict& other) { return other.token == token; });
  bringForward(tag, std::move(verdict));
} catch (const std::bad_alloc&) {
  return;  // the next request with this token tries again
}

void VerdictCache::bringForward(std::uint64_t tag, Shared verdict) {
  front_.put(tag, std::make_unique<Known>(std::move(verdict)));
}

/// Verdicts under keys that were replaced are of no use, and are dropped at once.
void VerdictCache::followKeys(std::uint64_t generation) noexcept {
  if (generation_.load(std::memory_order_relaxed) == generation) return;
  if (generation_.exchange(generation) == generation) return;
  front_.clear();
  behind_.clear();
}

VerdictCacheStatus VerdictCache::status() const {
  VerdictCacheStatus status;
  for (const Counters& counters : counters_) {
    status.hits += counters.hits.load(std::memory_order_relaxed);
    status.misses += counters.misses.load(std::memory_order_relaxed);
  }
  status.entries = behind_.size();
  return status;
}

}  // namespace jwtauth::inline v0

// A proof's identity goes in; whether it came before comes out. What may be forgotten is dropped a generation at a
// time, and nothing else ever is.
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <unordered_set>

#include "jwtauth/replay_store.hpp"

namespace jwtauth::inline v0 {
namespace {

using ProofId = ReplayStore::ProofId;
using Outcome = ReplayStore::Outcome;

constexpr double secondsInGeneration = 15;

/// The identity is a hash already.
struct FirstBytes {
  std::size_t operator()(const ProofId& id) const noexcept {
    std::size_t hash;
    std::memcpy(&hash, id.data(), sizeof hash);
    return hash;
  }
};

using Generation = std::unordered_set<ProofId, FirstBytes>;

/// Proofs are kept by the time until which they matter.
struct Shard {
  std::mutex mutex;
  std::map<std::int64_t, Generation> generations;
};

class ReplaysInMemory final : public ReplayStore {
 public:
  explicit ReplaysInMemory(std::size_t entries) noexcept : room_(entries) {}

  Outcome add(const ProofId& id, WallTime now, WallTime until) noexcept override try {
    Shard& shard = shards_[id.back() % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    forgetBefore(now, shard);
    for (const auto& [end, generation] : shard.generations) {
      if (generation.contains(id)) return Outcome::known;
    }
    if (held_.fetch_add(1, std::memory_order_relaxed) >= room_) {
      held_.fetch_sub(1, std::memory_order_relaxed);
      return Outcome::unavailable;
    }
    try {
      shard.generations[generationOf(until)].insert(id);
    } catch (const std::bad_alloc&) {
      held_.fetch_sub(1, std::memory_order_relaxed);
      return Outcome::unavailable;
    }
    return Outcome::added;
  } catch (...) {
    return Outcome::unavailable;
  }

 private:
  /// The number of the generation that ends at this time or later.
  static std::int64_t generationOf(WallTime time) noexcept {
    return static_cast<std::int64_t>(std::ceil(time.time_since_epoch().count() / secondsInGeneration));
  }

  void forgetBefore(WallTime now, Shard& shard) noexcept {
    const std::int64_t current = generationOf(now);
    while (!shard.generations.empty() && shard.generations.begin()->first < current) {
      held_.fetch_sub(shard.generations.begin()->second.size(), std::memory_order_relaxed);
      shard.generations.erase(shard.generations.begin());
    }
  }

  std::size_t room_;
  std::atomic<std::size_t> held_{0};
  std::array<Shard, 16> shards_;
};

}  // namespace

ReplayStore::~ReplayStore() = default;

std::shared_ptr<ReplayStore> replaysInMemory(std::size_t entries) {
  return std::make_shared<ReplaysInMemory>(entries);
}

}  // namespace jwtauth::inline v0

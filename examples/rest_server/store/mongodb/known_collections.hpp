#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "store/document_store.hpp"

namespace rest::mongodb {

/// Collections that were there a moment ago, so that not each of many inserts asks for them first. Only that they are
/// there is remembered, for a second (RESTHeart does the same): what another program drops may be made again in that
/// time. Safe for any number of threads.
class KnownCollections {
 public:
  bool has(const CollectionName& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = seen_.find({name.database, name.collection});
    return found != seen_.end() && Clock::now() - found->second < memory;
  }

  void add(const CollectionName& name) {
    const std::lock_guard lock(mutex_);
    if (seen_.size() >= maxSeen) seen_.clear();
    seen_[{name.database, name.collection}] = Clock::now();
  }

  void forgetAll() {
    const std::lock_guard lock(mutex_);
    seen_.clear();
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds memory{1};
  static constexpr std::size_t maxSeen = 1000;

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Clock::time_point> seen_;
};

}  // namespace rest::mongodb

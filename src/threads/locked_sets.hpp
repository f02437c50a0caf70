#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace jwtauth::inline v0 {

/// A bounded number of shared values, found by a tag in sets of up to eight that a lock guards. The tag is a hint: the
/// caller says which value is the one. Where a set is full, the value that was put there longest ago gives way.
template <class T>
class LockedSets {
 public:
  using Shared = std::shared_ptr<const T>;

  /// One or more.
  explicit LockedSets(std::size_t entries) : ways_(std::min(entries, mostWays)), sets_(entries / ways_) {}

  /// Null when there is none.
  template <class IsIt>
  Shared find(std::uint64_t tag, IsIt isIt) const {
    const std::size_t place = placeOf(tag);
    const std::lock_guard lock(lockOf(place));
    const Set& set = sets_[place];
    for (std::size_t way = 0; way < ways_; ++way) {
      if (set.tags[way] == tag && set.values[way] && isIt(*set.values[way])) return set.values[way];
    }
    return nullptr;
  }

  /// In the place of the one for which `isIt` holds, else in a free one.
  template <class IsIt>
  void put(std::uint64_t tag, Shared value, IsIt isIt) {
    const std::size_t place = placeOf(tag);
    const std::lock_guard lock(lockOf(place));
    Set& set = sets_[place];
    const auto end = set.values.begin() + static_cast<std::ptrdiff_t>(ways_);
    auto way = std::find_if(set.values.begin(), end, [&](const Shared& one) { return one && isIt(*one); });
    if (way == end) way = std::find(set.values.begin(), end, nullptr);
    if (way == end)
      way = set.values.begin() + static_cast<std::ptrdiff_t>(std::exchange(set.oldest, (set.oldest + 1) % ways_));
    set.tags[static_cast<std::size_t>(way - set.values.begin())] = tag;
    way->swap(value);
  }

  void clear() {
    for (std::size_t place = 0; place < sets_.size(); ++place) {
      const std::lock_guard lock(lockOf(place));
      sets_[place] = Set();
    }
  }

  /// How many there are.
  std::size_t size() const {
    std::size_t count = 0;
    for (std::size_t place = 0; place < sets_.size(); ++place) {
      const std::lock_guard lock(lockOf(place));
      for (const Shared& value : sets_[place].values) count += value ? std::size_t{1} : 0;
    }
    return count;
  }

 private:
  static constexpr std::size_t mostWays = 8;
  struct Set {
    std::array<std::uint64_t, mostWays> tags{};
    std::array<Shared, mostWays> values{};
    std::size_t oldest = 0;
  };

  std::mutex& lockOf(std::size_t set) const noexcept { return locks_[set % locks_.size()]; }
  std::size_t placeOf(std::uint64_t tag) const noexcept { return static_cast<std::size_t>(tag % sets_.size()); }

  std::size_t ways_;
  std::vector<Set> sets_;
  mutable std::array<std::mutex, 64> locks_;
};

}  // namespace jwtauth::inline v0

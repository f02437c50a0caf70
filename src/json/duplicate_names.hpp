#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

inline constexpr std::size_t maxOpenMembers = 1024;

/// Finds a name that a JSON object has twice, among the names of all objects that are open. The first few names are
/// compared as they arrive, which is fastest. The names of a larger object are sorted when it closes: the hash is
/// known, so a sender can make all hashes equal, and to compare each name with each would take a millisecond for 8 KiB.
class DuplicateNames {
 public:
  enum class Fault : std::uint8_t { none, repeated, tooMany };

  /// The state of an outer object while an inner one is open.
  struct Outer {
    std::size_t firstName;
    std::uint64_t bits;
  };

  Outer enterObject() noexcept { return {std::exchange(firstOfObject_, size_), std::exchange(bits_, 0)}; }

  /// Adds a name of the innermost object. A repeated one is reported here, or else when the object closes.
  Fault add(const JsonString& name) noexcept {
    const std::uint32_t hash = name.hash();
    // Most names are the first with their bit, and then no hash needs to be compared.
    const std::uint64_t bit = std::uint64_t{1} << hash % 64;
    const bool mayBeRepeated = (std::exchange(bits_, bits_ | bit) & bit) != 0;
    if (mayBeRepeated && countInObject() < comparedAsTheyCome && isRepeated(name, hash)) return Fault::repeated;
    if (size_ == maxOpenMembers) return Fault::tooMany;
    hashes_[size_] = hash;
    names_[size_] = {name.raw.data(), name.raw.size(), name.escaped};
    ++size_;
    return Fault::none;
  }

  /// Whether the innermost object has a name twice; ask when it closes.
  bool isAnyRepeated() noexcept { return countInObject() > comparedAsTheyCome && isAnyRepeatedInLarge(); }

  void leaveObject(const Outer& outer) noexcept {
    size_ = firstOfObject_;
    firstOfObject_ = outer.firstName;
    bits_ = outer.bits;
  }

  /// How many times two names of one hash were compared letter by letter.
  std::size_t comparisons() const noexcept { return comparisons_; }

 private:
  static constexpr std::size_t comparedAsTheyCome = 16;

  /// A JsonString without initialisers, so that a reader starts without writing to its whole table.
  struct Slot {
    const char* data;
    std::size_t size;
    bool escaped;

    JsonString name() const noexcept { return {{data, size}, escaped}; }
  };

  std::size_t countInObject() const noexcept { return size_ - firstOfObject_; }
  bool isRepeated(const JsonString& name, std::uint32_t hash) noexcept;
  bool isAnyRepeatedInLarge() noexcept;
  std::strong_ordering compare(std::size_t left, std::size_t right) noexcept;

  // Innermost last; hashes side by side, so that one pass compares them all. Only the first size_ are ever read.
  std::size_t size_ = 0;
  std::size_t firstOfObject_ = 0;
  std::uint64_t bits_ = 0;  // a bit, by its hash, for each name of the innermost object
  std::size_t comparisons_ = 0;
  std::uint32_t hashes_[maxOpenMembers];
  Slot names_[maxOpenMembers];
};

}  // namespace jwtauth::inline v0

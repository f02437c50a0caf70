#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

inline constexpr std::size_t maxOpenMembers = 1024;

/// The names of the JSON objects that are open, so that one which stands twice in its object is noticed. A few are
/// compared as they come, which is fastest. The names of a larger object are sorted when it closes: hashes, whose
/// function everybody knows, can all be made the same, and comparing each with each would take a millisecond for 8 KiB.
class DuplicateNames {
 public:
  enum class Fault : std::uint8_t { none, repeated, tooMany };

  /// What is to be known of the object around another one while that is open.
  struct Outer {
    std::size_t firstName;
    std::uint64_t bits;
  };

  Outer enterObject() noexcept { return {std::exchange(firstOfObject_, size_), std::exchange(bits_, 0)}; }

  /// One more name of the innermost object. That it is a repeated one may be told here or when the object closes.
  Fault add(const JsonString& name) noexcept {
    const std::uint32_t hash = name.hash();
    // Most names share their bit with none before, and then no hash need be compared.
    const std::uint64_t bit = std::uint64_t{1} << hash % 64;
    const bool mayBeRepeated = (std::exchange(bits_, bits_ | bit) & bit) != 0;
    if (mayBeRepeated && countInObject() < comparedAsTheyCome && isRepeated(name, hash)) return Fault::repeated;
    if (size_ == maxOpenMembers) return Fault::tooMany;
    hashes_[size_] = hash;
    names_[size_] = {name.raw.data(), name.raw.size(), name.escaped};
    ++size_;
    return Fault::none;
  }

  /// Whether the innermost object has a name twice; to be asked when it closes.
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

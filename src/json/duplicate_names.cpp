// Names of an object's members go in, whether any of them is repeated comes out. The work grows no faster than sorting,
// whatever the names are.
#include "src/json/duplicate_names.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace jwtauth::inline v0 {

bool DuplicateNames::isRepeated(const JsonString& name, std::uint32_t hash) noexcept {
  bool isHashRepeated = false;
  for (std::size_t i = firstOfObject_; i < size_; ++i) isHashRepeated |= hashes_[i] == hash;
  for (std::size_t i = firstOfObject_; isHashRepeated && i < size_; ++i) {
    if (hashes_[i] != hash) continue;
    ++comparisons_;
    if (names_[i].name().compare(name) == 0) return true;
  }
  return false;
}

bool DuplicateNames::isAnyRepeatedInLarge() noexcept {
  std::array<std::uint16_t, maxOpenMembers> order;
  const auto first = order.begin(), last = first + static_cast<std::ptrdiff_t>(countInObject());
  std::iota(first, last, static_cast<std::uint16_t>(firstOfObject_));
  std::sort(first, last, [this](std::size_t left, std::size_t right) { return compare(left, right) < 0; });
  return std::adjacent_find(first, last,
                            [this](std::size_t left, std::size_t right) { return compare(left, right) == 0; }) != last;
}

std::strong_ordering DuplicateNames::compare(std::size_t left, std::size_t right) noexcept {
  if (hashes_[left] != hashes_[right]) return hashes_[left] <=> hashes_[right];
  ++comparisons_;
  return names_[left].name().compare(names_[right].name());
}

}  // namespace jwtauth::inline v0

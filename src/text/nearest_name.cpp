// A mistyped name and the known ones go in, the known one that was probably meant comes out, or nothing.
#include "src/text/nearest_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestName = 64;
constexpr std::size_t shortestBeginning = 3;
constexpr std::size_t mostEdits = 3;

bool beginsWithoutCase(std::string_view name, std::string_view beginning) {
  return equalsWithoutCase(name.substr(0, beginning.size()), beginning);
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one name to the other, letter case apart.
std::size_t editsBetween(std::string_view from, std::string_view to) {
  using Row = std::array<std::size_t, longestName + 1>;
  Row beforeLast{};
  Row last{};
  Row current{};
  for (std::size_t j = 0; j <= to.size(); ++j) current[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    beforeLast = last;
    last = current;
    current[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const auto same = [&](std::size_t a, std::size_t b) { return lowerCase(from[a - 1]) == lowerCase(to[b - 1]); };
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (same(i, j) ? 0U : 1U)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) current[j] = std::min(current[j], beforeLast[j - 2] + 1);
    }
  }
  return current[to.size()];
}

}  // namespace

std::optional<std::string_view> nearestName(std::string_view mistyped, std::span<const std::string_view> known) {
  if (mistyped.size() > longestName) return std::nullopt;
  std::optional<std::string_view> nearest;
  std::size_t fewest = std::min(mostEdits, mistyped.size() / 3) + 1;
  for (const std::string_view name : known) {
    if (name.size() > longestName) continue;
    std::size_t edits = editsBetween(mistyped, name);
    if (mistyped.size() >= shortestBeginning && beginsWithoutCase(name, mistyped))
      edits = std::min<std::size_t>(edits, 1);
    if (edits < fewest) {
      nearest = name;
      fewest = edits;
    }
  }
  return nearest;
}

}  // namespace jwtauth::inline v0

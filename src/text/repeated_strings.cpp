// A list of strings goes in, each string once comes out, in the order of their first places. Many are sorted, so that
// the work grows no faster than sorting.
#include "src/text/repeated_strings.hpp"

#include <algorithm>
#include <numeric>

namespace jwtauth::inline v0 {
namespace {

/// For each string, whether an equal one comes before it.
std::vector<bool> repeatedAmongMany(const std::vector<std::string>& strings) {
  std::vector<std::size_t> order(strings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    const int difference = strings[left].compare(strings[right]);
    return difference != 0 ? difference < 0 : left < right;
  });
  std::vector<bool> repeated(strings.size());
  for (std::size_t i = 1; i < order.size(); ++i) repeated[order[i]] = strings[order[i]] == strings[order[i - 1]];
  return repeated;
}

}  // namespace

void removeRepeated(std::vector<std::string>& strings) {
  constexpr std::size_t few = 16;
  const bool areMany = strings.size() > few;
  const std::vector<bool> repeated = areMany ? repeatedAmongMany(strings) : std::vector<bool>();
  auto kept = strings.begin();
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (areMany ? repeated[i] : std::find(strings.begin(), kept, strings[i]) != kept) continue;
    if (&*kept != &strings[i]) *kept = std::move(strings[i]);
    ++kept;
  }
  strings.erase(kept, strings.end());
}

}  // namespace jwtauth::inline v0

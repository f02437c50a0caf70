// A duration as people type it goes in, seconds come out. Refused: text that is no duration, and durations of more than
// a hundred years.
#include "tools/jwtauth/duration.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "tools/jwtauth/usage_error.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr std::int64_t hundredYears = 36525LL * 86400;

/// Seconds of a unit's letter; 0 for any other character.
constexpr std::int64_t secondsOf(char unit) noexcept {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    default:
      return 0;
  }
}

}  // namespace

std::chrono::seconds parseDuration(std::string_view option, std::string_view text) {
  const UsageError notADuration(std::string(option) + ": expected a duration such as 90s, 15m, 1h30m, 7d or -1h");
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) throw notADuration;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    // A second sign would be read as one of the number's own.
    if (error != std::errc{} || text.front() == '-' || number > hundredYears) throw notADuration;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::int64_t unit = text.empty() ? 1 : secondsOf(text.front());
    if (unit == 0) throw notADuration;
    if (!text.empty()) text.remove_prefix(1);
    total += number * unit;
    if (total > hundredYears) throw UsageError(std::string(option) + ": longer than a hundred years");
  }
  return std::chrono::seconds(negative ? -total : total);
}

}  // namespace jwtauth::commandLine

// A moment as people type it goes in, a point in time comes out. Refused: text that is no moment, dates that no
// calendar has, and years that no token can name.
#include "tools/jwtauth/moment.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/jwtauth/duration.hpp"
#include "tools/jwtauth/usage_error.hpp"

namespace jwtauth::commandLine {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_seconds earliest{};
constexpr sys_seconds endOf9999 = sys_days(std::chrono::year(10000) / 1 / 1);

/// Digits and nothing else.
std::optional<std::int64_t> numberOf(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t number = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return result.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

/// The numbers of "2026-11-24 13:43:24".
std::optional<std::array<int, 6>> fieldsOf(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-dd dd:dd:dd";
  constexpr std::array<std::pair<std::size_t, std::size_t>, 6> places{
      {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}}};
  if (text.size() != shape.size()) return std::nullopt;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != 'd' && text[i] != shape[i] && !(shape[i] == ' ' && text[i] == 'T')) return std::nullopt;
  }
  std::array<int, 6> fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto number = numberOf(text.substr(places[i].first, places[i].second));
    if (!number) return std::nullopt;
    fields[i] = static_cast<int>(*number);
  }
  return fields;
}

std::optional<sys_seconds> calendarMoment(std::string_view text) {
  using namespace std::chrono;
  for (const std::string_view zone : {"Z", " UTC"}) {
    if (!text.ends_with(zone)) continue;
    const auto fields = fieldsOf(text.substr(0, text.size() - zone.size()));
    if (!fields) return std::nullopt;
    const auto [yearNumber, monthNumber, dayNumber, hour, minute, second] = *fields;
    const year_month_day date(year(yearNumber), month(static_cast<unsigned>(monthNumber)),
                              day(static_cast<unsigned>(dayNumber)));
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  }
  return std::nullopt;
}

std::optional<sys_seconds> numericDate(std::string_view text) {
  if (!text.starts_with('@')) return std::nullopt;
  const auto number = numberOf(text.substr(1));
  return number ? std::optional(sys_seconds(std::chrono::seconds(*number))) : std::nullopt;
}

}  // namespace

sys_seconds parseMoment(std::string_view option, std::string_view text, sys_seconds now) {
  std::optional<sys_seconds> moment = calendarMoment(text);
  if (!moment) moment = numericDate(text);
  if (!moment && text.starts_with('-')) moment = now + parseDuration(option, text);
  if (!moment && text.starts_with('+')) moment = now + parseDuration(option, text.substr(1));
  const std::string name(option);
  if (!moment) throw UsageError(name + ": expected a moment such as -3h, +30m, '2026-11-24 13:43:24Z' or @1795527804");
  if (*moment < earliest || *moment >= endOf9999) throw UsageError(name + ": not between the years 1970 and 9999");
  return *moment;
}

}  // namespace jwtauth::commandLine

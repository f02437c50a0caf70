// Amounts and times go in, the words for them come out; nothing is refused.
#include "src/text/words.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace jwtauth::inline v0 {
namespace {

struct Unit {
  double seconds;
  std::string_view name;
};

constexpr std::array<Unit, 5> units{
    {{365.2425 * 86400, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};

std::string amount(double count, std::string_view noun) {
  return counted(static_cast<std::size_t>(count), noun);
}

}  // namespace

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

std::string inWords(double seconds) {
  double rest = std::floor(std::fabs(seconds));
  if (!(rest >= 1)) return "less than a second";
  if (!(rest < 1e15)) return "more than 30 million years";
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (rest < units[i].seconds) continue;
    const double whole = std::floor(rest / units[i].seconds);
    std::string words = amount(whole, units[i].name);
    if (i + 1 == units.size()) return words;
    const double next = std::floor((rest - whole * units[i].seconds) / units[i + 1].seconds);
    return next >= 1 ? words + ' ' + amount(next, units[i + 1].name) : words;
  }
  return "less than a second";
}

std::string fromNow(double secondsAhead) {
  return secondsAhead >= 0 ? "in " + inWords(secondsAhead) : inWords(secondsAhead) + " ago";
}

std::string dateOf(std::chrono::sys_seconds moment) {
  using namespace std::chrono;
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const hh_mm_ss clock(moment - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string dateOf(double seconds) {
  constexpr double endOf9999 = 253402300800;
  if (!(seconds >= 0 && seconds < endOf9999)) return "a time outside of the years 1970 to 9999";
  return dateOf(std::chrono::sys_seconds(std::chrono::seconds(static_cast<long long>(seconds))));
}

}  // namespace jwtauth::inline v0

// Claims, settings, times and lengths go in, text that is safe and pleasant on a terminal comes out; nothing is
// refused.
#include "src/explain/display_text.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "src/text/ascii.hpp"
#include "src/text/utf8.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestValue = 100;
constexpr std::size_t longestList = 8;

/// One character of a text; `size` bytes, of which codePoint is meaningless when they are no UTF-8.
struct Character {
  char32_t codePoint;
  std::size_t size;
  bool wellFormed;
};

Character firstCharacter(std::string_view text) noexcept {
  constexpr Character broken{0, 1, false};
  const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byteAt(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return broken;
  char32_t codePoint = lead & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!isContinuation(byteAt(i))) return broken;
    codePoint = codePoint << 6 | (byteAt(i) & 0x3f);
  }
  constexpr std::array<char32_t, 5> smallestOfSize{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint < smallestOfSize[size] || codePoint > 0x10ffff || surrogate) return broken;
  return {codePoint, size, true};
}

/// Moves the cursor, starts a terminal's command, turns the direction of writing, or cannot be seen.
constexpr bool isHarmful(char32_t codePoint) noexcept {
  const auto within = [codePoint](char32_t first, char32_t last) { return codePoint >= first && codePoint <= last; };
  return codePoint < 0x20 || within(0x7f, 0xa0) || codePoint == 0xad || codePoint == 0x61c || within(0x200b, 0x200f) ||
         within(0x2028, 0x202f) || within(0x2060, 0x206f) || within(0xfe00, 0xfe0f) || codePoint == 0xfeff ||
         within(0xfff0, 0xfffb) || within(0xe0000, 0xe0fff);
}

void appendEscape(std::string& output, unsigned value, const char* format) {
  std::array<char, 16> escape{};
  std::snprintf(escape.data(), escape.size(), format, value);
  output += escape.data();
}

enum class Quotes { leave, escape };

std::string safe(std::string_view text, std::size_t limit, Quotes quotes) {
  std::string output;
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == limit) return output + "...";
    const Character character = firstCharacter(text);
    const std::string_view bytes = text.substr(0, character.size);
    if (!character.wellFormed)
      appendEscape(output, static_cast<unsigned char>(text.front()), "\\x%02x");
    else if (character.codePoint == '\n')
      output += "\\n";
    else if (isHarmful(character.codePoint))
      appendEscape(output, static_cast<unsigned>(character.codePoint), "\\u{%x}");
    else if (quotes == Quotes::escape && (bytes == "\"" || bytes == "\\"))
      output.append("\\").append(bytes);
    else
      output += bytes;
    text.remove_prefix(character.size);
  }
  return output;
}

struct Unit {
  double seconds;
  std::string_view name;
};

constexpr std::array<Unit, 5> units{
    {{365.2425 * 86400, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};

std::string amount(double count, std::string_view noun) {
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%.0f ", count);
  return digits.data() + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

std::string displayed(std::string_view text, std::size_t limit) {
  return safe(text, limit, Quotes::leave);
}

std::string inQuotes(std::string_view text) {
  return '"' + safe(text, longestValue, Quotes::escape) + '"';
}

std::string listed(std::span<const std::string> texts) {
  std::string list;
  for (std::size_t i = 0; i < texts.size() && i < longestList; ++i) list += (i == 0 ? "" : ", ") + inQuotes(texts[i]);
  if (texts.size() > longestList) list += " and " + std::to_string(texts.size() - longestList) + " more";
  return list;
}

std::string inWords(double seconds) {
  double rest = std::floor(std::fabs(seconds));
  if (!(rest >= 1)) return "less than a second";
  if (!(rest < 1e15)) return "longer than anybody can wait";
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

std::string dateOf(double seconds) {
  constexpr double endOf9999 = 253402300800;
  if (!(seconds >= 0 && seconds < endOf9999)) return "a time outside of the years 1970 to 9999";
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(static_cast<long long>(seconds))};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace jwtauth::inline v0

// A date as text goes in, milliseconds since 1970 come out, and back. Refused: text in any other form than RFC 3339's,
// days that no calendar has, moments outside the years 1970 to 9999 on the way to text.
#include "document/iso_date.hpp"

#include <chrono>

#include "utc_text.hpp"

namespace rest {
namespace {

using std::chrono::sys_days;

/// Reads a text from its beginning.
class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : text_(text) {}

  bool isAtEnd() const noexcept { return text_.empty(); }

  bool take(char mark) noexcept {
    if (text_.empty() || text_.front() != mark) return false;
    text_.remove_prefix(1);
    return true;
  }

  /// A number of exactly so many digits, at most `highest`.
  std::optional<int> number(std::size_t digits, int highest) noexcept {
    if (text_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return std::nullopt;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return value <= highest ? std::optional(value) : std::nullopt;
  }

  /// Digits after the point; what is finer than a millisecond is cut off.
  std::optional<int> milliseconds() noexcept {
    int value = 0;
    std::size_t digits = 0;
    for (; !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; ++digits, text_.remove_prefix(1)) {
      if (digits < 3) value = value * 10 + (text_.front() - '0');
    }
    for (std::size_t i = digits; i < 3; ++i) value *= 10;
    return digits == 0 || digits > 9 ? std::nullopt : std::optional(value);
  }

 private:
  std::string_view text_;
};

/// Minutes east of Greenwich.
std::optional<int> offsetOf(Reader& reader) noexcept {
  if (reader.take('Z')) return 0;
  const bool isEast = reader.take('+');
  if (!isEast && !reader.take('-')) return std::nullopt;
  const auto hours = reader.number(2, 23);
  reader.take(':');
  const auto minutes = reader.number(2, 59);
  if (!hours || !minutes) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return isEast ? offset : -offset;
}

}  // namespace

std::optional<std::int64_t> parseIsoDate(std::string_view text) noexcept {
  Reader reader(text);
  const auto year = reader.number(4, 9999);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.number(2, 12);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.number(2, 31);
  if (!day || !reader.take('T')) return std::nullopt;
  const auto hour = reader.number(2, 23);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.number(2, 59);
  if (!minute || !reader.take(':')) return std::nullopt;
  const auto second = reader.number(2, 59);
  if (!second) return std::nullopt;
  const std::optional<int> fraction = reader.take('.') ? reader.milliseconds() : std::optional(0);
  const auto offset = fraction ? offsetOf(reader) : std::nullopt;
  if (!offset || !reader.isAtEnd()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + *hour) * 60 + *minute - *offset;
  return (minutes * 60 + *second) * 1000 + *fraction;
}

std::optional<std::string> isoDateOf(std::int64_t millisecondsSince1970) {
  constexpr std::int64_t endOf9999 = 253'402'300'800'000;
  if (millisecondsSince1970 < 0 || millisecondsSince1970 >= endOf9999) return std::nullopt;
  const bool isWhole = millisecondsSince1970 % 1000 == 0;
  return utcText(UtcTime(std::chrono::milliseconds(millisecondsSince1970)),
                 isWhole ? TimePrecision::seconds : TimePrecision::milliseconds);
}

}  // namespace rest

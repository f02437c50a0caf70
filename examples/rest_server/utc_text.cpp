// A moment goes in, its date and time in UTC come out.
#include "utc_text.hpp"

#include <ctime>

namespace rest {

std::string utcText(UtcTime moment, TimePrecision precision) {
  const auto milliseconds = moment.time_since_epoch().count();
  const std::time_t seconds = milliseconds / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  std::string date(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc));
  if (precision == TimePrecision::milliseconds) {
    date += '.';
    date.append(std::to_string(1000 + milliseconds % 1000), 1);
  }
  return date + 'Z';
}

}  // namespace rest

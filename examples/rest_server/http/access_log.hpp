#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "utc_text.hpp"

namespace rest::http {

/// One request and how it was answered.
struct AccessRecord {
  const Request& request;
  int status = 0;
  bool isComplete = true;  ///< the answer came to its end
  std::chrono::microseconds took{0};
  std::uint64_t bodyBytes = 0;
  std::string_view user{};  ///< empty: not told
};

/// As a JSON object. The path is without its query, where people put tokens and filters.
std::string jsonOf(const AccessRecord& record, UtcTime now);

}  // namespace rest::http

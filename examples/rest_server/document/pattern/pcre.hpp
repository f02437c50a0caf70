#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace rest::pattern {

template <class Freed, void (*function)(Freed*)>
struct Free {
  void operator()(Freed* freed) const { function(freed); }
};
using Code = std::unique_ptr<pcre2_code, Free<pcre2_code, pcre2_code_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Free<pcre2_match_data, pcre2_match_data_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Free<pcre2_match_context, pcre2_match_context_free>>;

inline PCRE2_SPTR unitsOf(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

template <class Number>
Number informationOf(const pcre2_code* code, std::uint32_t what) {
  Number number = 0;
  pcre2_pattern_info(code, what, &number);
  return number;
}

/// What runs straight through memory looks at so many bytes in the time of a step.
inline constexpr std::uint32_t bytesOfStep = 16;

/// Null when it cannot be compiled; the error says why.
struct Compilation {
  Code code;
  int error = 0;
  PCRE2_SIZE place = 0;
};

Compilation interpreted(std::string_view pattern, std::uint32_t flags);
/// Where no memory may be executed it is interpreted, too.
Compilation compile(std::string_view pattern, std::uint32_t flags);

std::size_t bytesOf(const pcre2_code* code);

MatchContext newContext(std::uint32_t matchLimit);

/// What pcre2_match yields, from that byte on.
int matchFrom(const pcre2_code* code, std::string_view text, std::size_t begin, pcre2_match_data* data,
              pcre2_match_context* context);

}  // namespace rest::pattern

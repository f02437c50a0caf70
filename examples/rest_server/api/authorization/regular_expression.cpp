// A pattern and a text go in; the match and its groups come out. Refused: patterns that do not compile, texts that
// would take the matcher too long.
#include "api/authorization/regular_expression.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace rest::api {
namespace {

// Backtracking steps and bytes for one text: about a millisecond.
constexpr std::uint32_t matchLimit = 20'000;
constexpr std::uint32_t heapKilobytes = 256;

struct Free {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

PCRE2_SPTR unitsOf(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string messageOf(int code) {
  PCRE2_UCHAR text[200];
  pcre2_get_error_message(code, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

}  // namespace

RegularExpression::RegularExpression(std::string_view pattern, LetterCase letterCase, Extent extent) {
  std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (letterCase == LetterCase::ignored) options |= PCRE2_CASELESS;
  if (extent == Extent::wholeText) options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  int error = 0;
  PCRE2_SIZE place = 0;
  pcre2_code* code = pcre2_compile(unitsOf(pattern), pattern.size(), options, &error, &place, nullptr);
  if (code == nullptr) {
    throw PatternError("the pattern is wrong at its character " + std::to_string(place + 1) + ": " + messageOf(error));
  }
  code_ = std::shared_ptr<const void>(code, [](void* each) { pcre2_code_free(static_cast<pcre2_code*>(each)); });
  std::uint32_t groups = 0;
  pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
  groups_ = groups;
}

std::optional<std::vector<std::optional<std::string>>> RegularExpression::match(std::string_view text) const {
  const auto* code = static_cast<const pcre2_code*>(code_.get());
  const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create_from_pattern(code, nullptr));
  const std::unique_ptr<pcre2_match_context, Free> context(pcre2_match_context_create(nullptr));
  if (!data || !context) throw std::bad_alloc();
  pcre2_set_match_limit(context.get(), matchLimit);
  pcre2_set_heap_limit(context.get(), heapKilobytes);
  const int result = pcre2_match(code, unitsOf(text), text.size(), 0, 0, data.get(), context.get());
  if (result == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (result < 0) throw Undecided("a pattern was given up: " + messageOf(result));
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
  std::vector<std::optional<std::string>> matches(groups_ + 1);
  for (int i = 0; i < result; ++i) {
    const PCRE2_SIZE begin = places[2 * i];
    const PCRE2_SIZE end = places[2 * i + 1];
    // With \K a match can end before it begins.
    if (begin == PCRE2_UNSET || end < begin) continue;
    matches[static_cast<std::size_t>(i)] = std::string(text.substr(begin, end - begin));
  }
  return matches;
}

}  // namespace rest::api

// A pattern and a text go in; whether it is found in the text, and its groups, come out. Refused: patterns that do not
// compile, work beyond a bound.
#include "document/regular_expression.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cstdint>

#include "src/text/utf8.hpp"

namespace rest {
namespace {

constexpr std::size_t maxPatternBytes = 32764;  // MongoDB's
// "(a+)+$" meets it within half a millisecond, within three where matching is interpreted; an honest search never does.
constexpr std::uint32_t maxSteps = 200'000;
constexpr std::uint32_t maxHeapKibibytes = 8192;

struct Free {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
using MatchData = std::unique_ptr<pcre2_match_data, Free>;
using MatchContext = std::unique_ptr<pcre2_match_context, Free>;

PCRE2_SPTR unitsOf(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string messageOf(int code) {
  PCRE2_UCHAR text[200] = {};
  pcre2_get_error_message(code, text, sizeof text);
  return reinterpret_cast<const char*>(text);
}

std::uint32_t flagsOf(const RegularExpression::Options& options) {
  std::uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignoresCase) flags |= PCRE2_CASELESS;
  if (options.hasLines) flags |= PCRE2_MULTILINE;
  if (options.dotTakesLineEnds) flags |= PCRE2_DOTALL;
  if (options.ignoresBlanks) flags |= PCRE2_EXTENDED;
  if (options.takesWholeText) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  return flags;
}

/// Counted from 1, of the character that begins at or around this byte.
std::ptrdiff_t characterAt(std::string_view pattern, std::size_t byte) {
  const std::string_view before = pattern.substr(0, byte);
  return 1 + std::count_if(before.begin(), before.end(),
                           [](char c) { return !jwtauth::isContinuation(static_cast<unsigned char>(c)); });
}

MatchContext limits() {
  MatchContext context(pcre2_match_context_create(nullptr));
  if (!context) throw std::bad_alloc();
  pcre2_set_match_limit(context.get(), maxSteps);
  pcre2_set_heap_limit(context.get(), maxHeapKibibytes);
  return context;
}

/// What pcre2_match yields; throws MatchGivenUp.
int matched(const pcre2_code* code, std::string_view text, pcre2_match_data* data) {
  thread_local const MatchContext context = limits();
  if (data == nullptr) throw std::bad_alloc();
  int result = pcre2_match(code, unitsOf(text), text.size(), 0, 0, data, context.get());
  // The stack of compiled matching is small; the interpreter has the heap.
  if (result == PCRE2_ERROR_JIT_STACKLIMIT) {
    result = pcre2_match(code, unitsOf(text), text.size(), 0, PCRE2_NO_JIT, data, context.get());
  }
  if (result < 0 && result != PCRE2_ERROR_NOMATCH) throw MatchGivenUp("a pattern was given up: " + messageOf(result));
  return result;
}

}  // namespace

RegularExpression::RegularExpression(std::string_view pattern, const Options& options) {
  if (pattern.size() > maxPatternBytes) throw PatternError("the pattern is too long");
  int error = 0;
  PCRE2_SIZE place = 0;
  pcre2_code* code = pcre2_compile(unitsOf(pattern), pattern.size(), flagsOf(options), &error, &place, nullptr);
  if (code == nullptr) {
    throw PatternError("the pattern is wrong at its character " + std::to_string(characterAt(pattern, place)) + ": " +
                       messageOf(error));
  }
  code_ = std::shared_ptr<const pcre2_code>(code, [code](const pcre2_code*) { pcre2_code_free(code); });
  // Where no memory may be executed this does nothing, and matching is interpreted.
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  std::uint32_t groups = 0;
  pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
  groups_ = groups;
}

bool RegularExpression::isIn(std::string_view text) const {
  thread_local const MatchData data(pcre2_match_data_create(1, nullptr));
  return matched(code_.get(), text, data.get()) >= 0;
}

std::optional<RegularExpression::Groups> RegularExpression::match(std::string_view text) const {
  const MatchData data(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  const int count = matched(code_.get(), text, data.get());
  if (count < 0) return std::nullopt;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
  Groups groups(groups_ + 1);
  for (int i = 0; i < count; ++i) {
    const PCRE2_SIZE begin = places[2 * i];
    const PCRE2_SIZE end = places[2 * i + 1];
    // With \K a match can end before it begins.
    if (begin == PCRE2_UNSET || end < begin) continue;
    groups[static_cast<std::size_t>(i)] = std::string(text.substr(begin, end - begin));
  }
  return groups;
}

}  // namespace rest

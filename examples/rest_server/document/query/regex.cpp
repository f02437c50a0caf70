// A pattern with options goes in; whether it is found in a text comes out. Refused: patterns that are none, unknown
// options, and work beyond a bound.
#include "document/query/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string>

#include "document/query/query_fault.hpp"

namespace rest {
namespace {

constexpr std::size_t maxPatternBytes = 32764;  // MongoDB's
constexpr std::uint32_t maxSteps = 200'000;     // "(a+)+$" meets it within milliseconds, an honest search never
constexpr std::uint32_t maxHeapKibibytes = 8192;

std::uint32_t flagsOf(std::string_view options) {
  std::uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  for (const char option : options) {
    switch (option) {
      case 'i':
        flags |= PCRE2_CASELESS;
        break;
      case 'm':
        flags |= PCRE2_MULTILINE;
        break;
      case 's':
        flags |= PCRE2_DOTALL;
        break;
      case 'x':
        flags |= PCRE2_EXTENDED;
        break;
      case 'u':
        break;
      default:
        throw QueryFault("$options of a $regex are some of i, m, s, x, u");
    }
  }
  return flags;
}

/// What every match needs, once for a thread.
struct MatchSpace {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* limits = pcre2_match_context_create(nullptr);

  MatchSpace() {
    if (data == nullptr || limits == nullptr) throw std::bad_alloc();
    pcre2_set_match_limit(limits, maxSteps);
    pcre2_set_heap_limit(limits, maxHeapKibibytes);
  }
  ~MatchSpace() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(limits);
  }
  MatchSpace(const MatchSpace&) = delete;
  MatchSpace& operator=(const MatchSpace&) = delete;
};

}  // namespace

void Regex::Free::operator()(pcre2_real_code_8* code) const noexcept {
  pcre2_code_free(code);
}

Regex::Regex(std::string_view pattern, std::string_view options) {
  const std::uint32_t flags = flagsOf(options);
  if (pattern.size() > maxPatternBytes) throw QueryFault("the pattern of a $regex is too long");
  int error = 0;
  std::size_t place = 0;
  code_.reset(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), flags, &error, &place, nullptr));
  if (!code_) {
    PCRE2_UCHAR reason[120] = {};
    pcre2_get_error_message(error, reason, sizeof reason);
    throw QueryFault("the pattern of a $regex is none, at its character " + std::to_string(place) + ": " +
                     reinterpret_cast<const char*>(reason));
  }
  // Where no memory may be executed this does nothing, and matching is interpreted.
  pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE);
}

bool Regex::isIn(std::string_view text) const {
  thread_local const MatchSpace space;
  const int result =
      pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, space.data, space.limits);
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  throw QueryFault("a $regex takes too long on a document");
}

}  // namespace rest

// Patterns go into PCRE2, and texts; what it makes of them comes out.
#include "document/pattern/pcre.hpp"

#include <new>

namespace rest::pattern {
namespace {

constexpr std::uint32_t maxHeapKibibytes = 8192;

}  // namespace

Compilation interpreted(std::string_view pattern, std::uint32_t flags) {
  Compilation made;
  made.code.reset(pcre2_compile(unitsOf(pattern), pattern.size(), flags, &made.error, &made.place, nullptr));
  return made;
}

Compilation compile(std::string_view pattern, std::uint32_t flags) {
  Compilation made = interpreted(pattern, flags);
  if (made.code) pcre2_jit_compile(made.code.get(), PCRE2_JIT_COMPLETE);
  return made;
}

std::size_t bytesOf(const pcre2_code* code) {
  return informationOf<std::size_t>(code, PCRE2_INFO_SIZE) + informationOf<std::size_t>(code, PCRE2_INFO_JITSIZE);
}

MatchContext newContext(std::uint32_t matchLimit) {
  MatchContext context(pcre2_match_context_create(nullptr));
  if (!context) throw std::bad_alloc();
  pcre2_set_match_limit(context.get(), matchLimit);
  pcre2_set_heap_limit(context.get(), maxHeapKibibytes);
  return context;
}

int matchFrom(const pcre2_code* code, std::string_view text, std::size_t begin, pcre2_match_data* data,
              pcre2_match_context* context) {
  const int result = pcre2_match(code, unitsOf(text), text.size(), begin, 0, data, context);
  if (result != PCRE2_ERROR_JIT_STACKLIMIT) return result;
  // The stack of compiled matching is small; the interpreter has the heap.
  return pcre2_match(code, unitsOf(text), text.size(), begin, PCRE2_NO_JIT, data, context);
}

}  // namespace rest::pattern

// Code and a text go in; where it is found, or how far the search came, comes out. Refused: work beyond a bound. Its
// steps are not counted: the clock is looked at.
#include "document/pattern/clocked_search.hpp"

#include <time.h>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "src/text/utf8.hpp"

namespace rest::pattern {
namespace {

/// Of this thread alone where that is worth a system call: a machine that is busy makes no long search fail.
class Stopwatch {
 public:
  explicit Stopwatch(std::size_t textBytes) noexcept : isPrecise_(textBytes > 4096), begin_(now()) {}
  std::chrono::nanoseconds lap() noexcept {
    const std::chrono::nanoseconds end = now();
    return end - std::exchange(begin_, end);
  }

 private:
  std::chrono::nanoseconds now() const noexcept {
    if (!isPrecise_) return std::chrono::steady_clock::now().time_since_epoch();
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }

  bool isPrecise_;
  std::chrono::nanoseconds begin_;
};

std::uint64_t stepsIn(std::chrono::nanoseconds time) {
  constexpr std::chrono::nanoseconds step(4);
  return static_cast<std::uint64_t>(time / step);
}

/// The first place from there on at which a character begins, or what is behind the text.
std::size_t placeBehind(std::string_view text, std::size_t place) {
  place = std::min(place, text.size() + 1);
  while (place < text.size() && jwtauth::isContinuation(static_cast<unsigned char>(text[place]))) ++place;
  return place;
}

/// Whether PCRE2 may go through the text from its beginning again without having gone back: for a look-around, a
/// reference or a recursion.
bool hasLookArounds(const pcre2_code* code, std::string_view pattern) {
  const auto has = [pattern](std::string_view mark) { return pattern.find(mark) != pattern.npos; };
  if (has("(*") || has("\\g") || has("\\X") || informationOf<std::uint32_t>(code, PCRE2_INFO_BACKREFMAX) > 0)
    return true;
  for (std::size_t at = pattern.find("(?"); at != pattern.npos; at = pattern.find("(?", at)) {
    at = std::min(pattern.find_first_not_of("imsx-", at + 2), pattern.size());
    if (!pattern.substr(at).starts_with(':') && !pattern.substr(at).starts_with(')')) return true;
  }
  return false;
}

/// Is told of each place of the text before a match is tried from there, and looks at the clock so often that no more
/// than some tens of milliseconds pass between.
class PlacesByTheClock {
 public:
  PlacesByTheClock(std::size_t textBytes, std::size_t bytesFromEach, std::size_t begin, Steps& steps)
      : steps_(steps),
        placesBetweenLooks_(std::max<std::size_t>(1, bytesBetweenLooks / bytesFromEach)),
        place_(begin),
        watch_(textBytes) {}

  static int beforePlace(pcre2_callout_block* block, void* places) {
    auto& all = *static_cast<PlacesByTheClock*>(places);
    all.place_ = block->start_match;
    return ++all.sinceLook_ < all.placesBetweenLooks_ ? 0 : all.look();
  }

  /// Where the last match was tried.
  std::size_t place() const noexcept { return place_; }
  /// At least the time since then. Throws BudgetSpent.
  std::chrono::nanoseconds endLast() {
    const std::chrono::nanoseconds took = watch_.lap();
    steps_.add(stepsIn(took));
    steps_.pay();
    return took;
  }

  /// After an end of the match that it wanted.
  [[noreturn]] void raise() {
    if (spent_) std::rethrow_exception(spent_);
    giveUp("it takes too long");
  }

  static constexpr int wantsEnd = -1001;  // PCRE2 leaves such numbers to its callers

 private:
  int look() {
    sinceLook_ = 0;
    constexpr std::chrono::microseconds worthCounting(500);
    const auto now = std::chrono::steady_clock::now();
    if (now - counted_ < worthCounting) return 0;
    counted_ = now;
    try {
      endLast();
      return steps_.isBeyond() ? wantsEnd : 0;
    } catch (...) {  // no exception may pass through PCRE2
      spent_ = std::current_exception();
      return wantsEnd;
    }
  }

  Steps& steps_;
  const std::size_t placesBetweenLooks_;
  std::size_t sinceLook_ = 0;
  std::size_t place_;
  Stopwatch watch_;
  std::chrono::steady_clock::time_point counted_ = std::chrono::steady_clock::now();
  std::exception_ptr spent_{};
};

}  // namespace

UncountedWork::UncountedWork(const pcre2_code* code, std::string_view pattern) {
  const auto bytesOfCode = informationOf<std::size_t>(code, PCRE2_INFO_SIZE);
  const bool isCompiled = informationOf<std::size_t>(code, PCRE2_INFO_JITSIZE) > 0;
  if (hasLookArounds(code, pattern)) passes_ += bytesOfCode / bytesOfLookAround;
  if (isCompiled) bytesOfBranches_ += bytesOfCode;  // of a group, which it tries without counting
}

Code announcingPlaces(std::string_view pattern, std::uint32_t flags) {
  const char* end = (flags & PCRE2_EXTENDED) != 0 ? "\n)" : ")";
  return compile("(?C0)(?:" + std::string(pattern) + end, flags).code;
}

Search searchByTheClock(const pcre2_code* code, std::string_view text, std::size_t begin, const SearchLimit& limit,
                        Steps& steps, pcre2_match_data* data) {
  const MatchContext context = newContext(limit.backtracks);
  PlacesByTheClock places(text.size(), limit.bytesFromEach, begin, steps);
  pcre2_set_callout(context.get(), PlacesByTheClock::beforePlace, &places);
  const int result = matchFrom(code, text, begin, data, context.get());
  if (result == PlacesByTheClock::wantsEnd) places.raise();
  const std::chrono::nanoseconds took = places.endLast();
  if (steps.isBeyond()) giveUp("it takes too long");
  return {result, places.place(), took};
}

int searchUncounted(const pcre2_code* code, std::string_view text, const UncountedWork& work, Steps& steps,
                    pcre2_match_data* data) {
  constexpr std::size_t places = 4;
  constexpr std::uint32_t leastBacktracks = 10;
  const std::size_t limit = bytesBetweenLooks / places / work.bytesIn(text);
  if (limit < leastBacktracks) giveUp(std::string(tooLarge));
  const MatchContext context = newContext(static_cast<std::uint32_t>(limit));
  Stopwatch watch(text.size());
  for (std::size_t begin = 0;;) {
    const std::size_t next = placeBehind(text, begin + places);
    pcre2_set_offset_limit(context.get(), next - 1);
    const int result = matchFrom(code, text, begin, data, context.get());
    steps.add(stepsIn(watch.lap()));
    steps.pay();
    if (result == PCRE2_ERROR_MATCHLIMIT) giveUp(std::string(tooLarge));
    if (result != PCRE2_ERROR_NOMATCH || next > text.size()) return result;
    if (steps.isBeyond()) giveUp("it takes too long");
    begin = next;
  }
}

}  // namespace rest::pattern

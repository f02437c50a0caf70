// A pattern and a text go in; whether it is found in the text, and its groups, come out. Refused: patterns that do not
// compile, work beyond a bound.
#include "document/regular_expression.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <time.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <mutex>
#include <new>
#include <utility>

#include "budget/request_budget.hpp"
#include "src/text/utf8.hpp"

namespace rest {
namespace {

constexpr std::size_t maxPatternBytes = 32764;  // MongoDB's
constexpr std::uint32_t maxHeapKibibytes = 8192;

// What runs straight through memory looks at so many bytes in the time of a step.
constexpr std::uint32_t bytesOfStep = 16;

template <class Freed, void (*function)(Freed*)>
struct Free {
  void operator()(Freed* freed) const { function(freed); }
};
using Code = std::unique_ptr<pcre2_code, Free<pcre2_code, pcre2_code_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Free<pcre2_match_data, pcre2_match_data_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Free<pcre2_match_context, pcre2_match_context_free>>;

constexpr bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

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

template <class Number>
Number informationOf(const pcre2_code* code, std::uint32_t what) {
  Number number = 0;
  pcre2_pattern_info(code, what, &number);
  return number;
}

/// What an item of a pattern costs: "[a-z]{3}", "\1", "(?<=".
struct Item {
  std::uint32_t steps = 2;   ///< for each time that it is tried
  std::uint16_t weight = 1;  ///< steps for each character that it goes over
  bool isReference = false;  ///< to what a group took, which is compared
};

/// {65535}: where the text ends the repeat before, nothing else tells how far it went.
std::uint32_t leastRepeats(std::string_view item) {
  constexpr std::string_view lettersOfNames = "xopPgkN";  // "\x{41}"
  const std::size_t brace = item.rfind('{');
  if (brace == std::string_view::npos || brace == 0) return 0;
  if (brace > 1 && item[brace - 2] == '\\' && lettersOfNames.find(item[brace - 1]) != std::string_view::npos) return 0;
  std::uint32_t repeats = 0;
  for (std::size_t i = brace + 1; i < item.size() && isDigit(item[i]) && repeats <= 65535; ++i) {
    repeats = repeats * 10 + static_cast<std::uint32_t>(item[i] - '0');
  }
  return repeats;
}

Item itemOf(std::string_view text, std::uint32_t groups, std::uint32_t longestLookBehind) {
  constexpr std::size_t bytesOfEntry = 32;  // of a class, which may be gone through for each character
  Item item;
  if (text.starts_with('[')) item.weight = static_cast<std::uint16_t>(1 + text.size() / bytesOfEntry);
  const bool mayLookBehind = text.starts_with("(?<") || text.starts_with("(*");
  item.steps += groups / bytesOfStep;  // all are copied where there is something to go back to
  item.steps += leastRepeats(text) / bytesOfStep * item.weight;
  if (mayLookBehind) item.steps += longestLookBehind / bytesOfStep;
  item.isReference = text.starts_with("(?P=") ||
                     (text.size() > 1 && text[0] == '\\' && (isDigit(text[1]) || text[1] == 'g' || text[1] == 'k'));
  return item;
}

/// By their places in the pattern.
std::vector<Item> itemsOf(const pcre2_code* code, std::string_view pattern) {
  struct Reading {
    std::string_view pattern;
    std::uint32_t groups;
    std::uint32_t longestLookBehind;
    std::vector<Item> items;
  };
  Reading reading{pattern, informationOf<std::uint32_t>(code, PCRE2_INFO_CAPTURECOUNT),
                  informationOf<std::uint32_t>(code, PCRE2_INFO_MAXLOOKBEHIND), std::vector<Item>(pattern.size() + 1)};
  const auto read = [](pcre2_callout_enumerate_block* block, void* data) {
    auto& all = *static_cast<Reading*>(data);
    if (block->callout_number != 255) return 0;  // the pattern's own
    all.items.at(block->pattern_position) =
        itemOf(all.pattern.substr(block->pattern_position, block->next_item_length), all.groups, all.longestLookBehind);
    return 0;
  };
  pcre2_callout_enumerate(code, read, &reading);
  return std::move(reading.items);
}

/// The steps of one match. PCRE2's own limits do not bound it: they count places to go back to, and from one to the
/// next a repeat may run through the whole text, or many groups may be copied.
class Steps {
 public:
  explicit Steps(std::uint64_t most) noexcept : most_(most) {}

  void add(std::uint64_t count) {
    counted_ += count;
    unpaid_ += count;
  }
  bool isBeyond() const noexcept { return counted_ > most_; }
  bool isMuchUnpaid() const noexcept { return unpaid_ > 16'384; }
  /// Throws BudgetSpent.
  void pay() { spendSteps(std::exchange(unpaid_, 0)); }

 private:
  const std::uint64_t most_;
  std::uint64_t counted_ = 0;
  std::uint64_t unpaid_ = 0;
};

[[noreturn]] void giveUp(const std::string& reason) {
  throw MatchGivenUp("a pattern was given up: " + reason);
}

constexpr std::string_view tooLarge = "it is too large for its steps to be counted, and may take long in such a text";

/// Is told of each item of the pattern before it is tried.
class Watch {
 public:
  Watch(const std::vector<Item>& items, std::size_t begin, Steps& steps) noexcept
      : items_(items), steps_(steps), place_(begin) {}

  static int beforeItem(pcre2_callout_block* block, void* watch) { return static_cast<Watch*>(watch)->note(*block); }

  /// After an end of the match that the watch wanted.
  [[noreturn]] void raise() {
    if (spent_) std::rethrow_exception(spent_);
    giveUp("it looks at too many characters");
  }

  static constexpr int wantsEnd = -1001;  // PCRE2 leaves such numbers to its callers

 private:
  int note(const pcre2_callout_block& block) {
    const Item& item = items_[block.pattern_position];
    const std::size_t place = block.current_position;
    const std::size_t further = place > place_ ? place - place_ : place_ - place;
    steps_.add(item.steps + further * weight_);
    if (item.isReference) steps_.add(longestGroup(block) / bytesOfStep);
    place_ = place;
    weight_ = item.weight;
    if (steps_.isBeyond()) return wantsEnd;
    return steps_.isMuchUnpaid() ? pay() : 0;
  }

  /// No exception may pass through PCRE2.
  int pay() {
    try {
      steps_.pay();
      return 0;
    } catch (...) {
      spent_ = std::current_exception();
      return wantsEnd;
    }
  }

  static std::size_t longestGroup(const pcre2_callout_block& block) {
    std::size_t longest = 0;
    for (std::uint32_t i = 1; i < block.capture_top; ++i) {
      const std::size_t begin = block.offset_vector[2 * i];
      const std::size_t end = block.offset_vector[2 * i + 1];
      if (begin != PCRE2_UNSET && end > begin) longest = std::max(longest, end - begin);
    }
    return longest;
  }

  const std::vector<Item>& items_;
  Steps& steps_;
  std::size_t place_;
  std::size_t weight_ = 1;
  std::exception_ptr spent_{};
};

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

// Of the text and of the code, of one call that cannot be ended: some tens of milliseconds.
constexpr std::size_t bytesOfCall = 64'000'000;
// The same, where a shorter call has shown that most of them are not looked at.
constexpr std::size_t mostBytesFromPlace = 400'000'000;

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

/// What PCRE2 may do, at most and roughly, between two places to go back to, which alone its limit counts.
class UncountedWork {
 public:
  UncountedWork(const pcre2_code* code, std::string_view pattern) {
    const auto bytesOfCode = informationOf<std::size_t>(code, PCRE2_INFO_SIZE);
    const bool isCompiled = informationOf<std::size_t>(code, PCRE2_INFO_JITSIZE) > 0;
    if (hasLookArounds(code, pattern)) passes_ += bytesOfCode / bytesOfLookAround;
    if (isCompiled) bytesOfBranches_ += bytesOfCode;  // of a group, which it tries without counting
  }

  std::size_t bytesIn(std::string_view text) const { return text.size() * passes_ + bytesOfBranches_; }

 private:
  static constexpr std::size_t bytesOfLookAround = 8;  // of the code, for the shortest
  std::size_t passes_ = 1;
  std::size_t bytesOfBranches_ = 64;
};

/// Is told of each place of the text before a match is tried from there, and looks at the clock so often that no more
/// than some tens of milliseconds pass between.
class PlacesByTheClock {
 public:
  PlacesByTheClock(std::size_t textBytes, std::size_t bytesFromEach, std::size_t begin, Steps& steps)
      : steps_(steps),
        placesBetweenLooks_(std::max<std::size_t>(1, bytesOfCall / bytesFromEach)),
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

/// How far a search by the clock came.
struct Search {
  int result = PCRE2_ERROR_NOMATCH;
  std::size_t begin = 0;                 ///< of what is still to be searched, where it met its limit
  std::chrono::nanoseconds tookLast{0};  ///< from there to the limit, or more
};

/// The code announces each place. The limit bounds the work from each of them.
struct SearchLimit {
  std::uint32_t backtracks;
  std::size_t bytesFromEach;
};

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

/// Searches without any counting, a few places of the text at a time and with so low a limit that no call takes more
/// than some tens of milliseconds, as nothing can end it.
int searchUncounted(const pcre2_code* code, std::string_view text, const UncountedWork& work, Steps& steps,
                    pcre2_match_data* data) {
  constexpr std::size_t places = 4;
  constexpr std::uint32_t leastBacktracks = 10;
  const std::size_t limit = bytesOfCall / places / work.bytesIn(text);
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

/// So that about so many bytes are looked at from one place.
std::uint32_t matchLimitFor(std::size_t bytes, std::size_t bytesOfPass) {
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(bytes / bytesOfPass, 2, 10'000'000));
}

/// Null when it cannot be compiled; the error says why.
struct Compilation {
  Code code;
  int error = 0;
  PCRE2_SIZE place = 0;
};

Compilation interpreted(std::string_view pattern, std::uint32_t flags) {
  Compilation made;
  made.code.reset(pcre2_compile(unitsOf(pattern), pattern.size(), flags, &made.error, &made.place, nullptr));
  return made;
}

Compilation compile(std::string_view pattern, std::uint32_t flags) {
  Compilation made = interpreted(pattern, flags);
  // Where no memory may be executed this does nothing, and matching is interpreted.
  if (made.code) pcre2_jit_compile(made.code.get(), PCRE2_JIT_COMPLETE);
  return made;
}

/// What announces each place from which it is tried. Null for a pattern that cannot be put into a group: one that
/// begins with (*UTF), or ends in a comment or a quotation.
Code announcingPlaces(std::string_view pattern, std::uint32_t flags) {
  const char* end = (flags & PCRE2_EXTENDED) != 0 ? "\n)" : ")";
  return compile("(?C0)(?:" + std::string(pattern) + end, flags).code;
}

std::size_t bytesOf(const pcre2_code* code) {
  return informationOf<std::size_t>(code, PCRE2_INFO_SIZE) + informationOf<std::size_t>(code, PCRE2_INFO_JITSIZE);
}

/// What announces each of its items, and so can be counted. It is many times slower than what does not.
struct CountedCode {
  explicit CountedCode(std::string_view pattern, std::uint32_t flags)
      : code(compile(pattern, flags | PCRE2_AUTO_CALLOUT).code) {
    if (!code) return;
    items = itemsOf(code.get(), pattern);
    held.add(bytesOf(code.get()) + items.size() * sizeof(Item));
  }

  int match(std::string_view text, std::size_t begin, Steps& steps, pcre2_match_data* data) const {
    if (!code) giveUp(std::string(tooLarge));
    thread_local const MatchContext context = newContext(std::numeric_limits<std::uint32_t>::max());
    Watch watch(items, begin, steps);
    pcre2_set_callout(context.get(), Watch::beforeItem, &watch);
    const int result = matchFrom(code.get(), text, begin, data, context.get());
    if (result == Watch::wantsEnd) watch.raise();
    return result;
  }

  Code code;  ///< null: with what announces them, the pattern is too large for PCRE2
  std::vector<Item> items{};
  HeldMemory held{};
};

}  // namespace

class RegularExpression::Compiled {
 public:
  Compiled(std::string_view pattern, const Options& options) : pattern_(pattern), flags_(flagsOf(options)) {
    spendForCompilation();
    Compilation made = interpreted(pattern, flags_ | PCRE2_USE_OFFSET_LIMIT);
    if (!made.code) {
      throw PatternError("the pattern is wrong at its character " + std::to_string(characterAt(pattern, made.place)) +
                         ": " + messageOf(made.error));
    }
    code_ = std::move(made.code);
    fast_ = announcingPlaces(pattern, flags_);
    if (isLarge()) pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE);
    uncountedWork_.emplace(fast_ ? fast_.get() : code_.get(), pattern);
    held_.add(bytesOf(code_.get()) + (fast_ ? bytesOf(fast_.get()) : 0));
  }

  const pcre2_code* code() const noexcept { return code_.get(); }
  std::size_t groups() const { return informationOf<std::uint32_t>(code_.get(), PCRE2_INFO_CAPTURECOUNT); }

  bool isCounted() const { return !isLarge() || counted().code != nullptr; }

  enum class Manner {
    fast,     ///< by the clock at first: some matches more or fewer, on a busy machine, until the steps are spent
    counted,  ///< the same steps each time
  };

  /// What pcre2_match yields. Throws MatchGivenUp, BudgetSpent.
  int match(std::string_view text, std::uint64_t most, Manner manner, pcre2_match_data* data) const {
    if (data == nullptr) throw std::bad_alloc();
    Steps steps(most);
    steps.add(1 + text.size() / bytesOfStep);  // for its UTF-8, and to look for a first character
    const int result = matched(text, steps, manner, data);
    steps.pay();
    if (result < 0 && result != PCRE2_ERROR_NOMATCH) giveUp(messageOf(result));
    return result;
  }

 private:
  bool isLarge() const {
    constexpr std::size_t bytesThatGrowToNoMoreThan64Kibibytes = 8'000;
    return informationOf<std::size_t>(code_.get(), PCRE2_INFO_SIZE) >= bytesThatGrowToNoMoreThan64Kibibytes;
  }

  int matched(std::string_view text, Steps& steps, Manner manner, pcre2_match_data* data) const {
    if (!isCounted()) return searchUncounted(code_.get(), text, *uncountedWork_, steps, data);
    const bool mayHang = uncountedWork_->bytesIn(text) > bytesOfCall;
    if (manner == Manner::counted || mayHang || !fast_) return counted().match(text, 0, steps, data);
    constexpr std::chrono::milliseconds longSearch(2);
    const std::size_t bytesOfPass = uncountedWork_->bytesIn(text) + 1;
    const std::uint32_t highest = matchLimitFor(mostBytesFromPlace, bytesOfPass);
    Search search;
    for (std::uint32_t limit = matchLimitFor(2'000'000, bytesOfPass);; limit *= 4) {
      search =
          searchByTheClock(fast_.get(), text, search.begin, {limit, std::size_t{limit} * bytesOfPass}, steps, data);
      if (search.result != PCRE2_ERROR_MATCHLIMIT) return search.result;
      const bool isWorthMore = search.tookLast < longSearch && limit < highest;
      if (!isWorthMore) return counted().match(text, search.begin, steps, data);
    }
  }

  const CountedCode& counted() const {
    std::call_once(whenCounted_, [this] {
      spendForCompilation();
      counted_.emplace(pattern_, flags_);
    });
    return *counted_;
  }

  void spendForCompilation() const {
    constexpr std::uint64_t stepsOfAny = 2'000;
    constexpr std::uint64_t stepsOfByte = 100;
    spendSteps(stepsOfAny + stepsOfByte * pattern_.size());
  }

  const std::string pattern_;
  const std::uint32_t flags_;
  Code code_{};
  Code fast_{};
  std::optional<UncountedWork> uncountedWork_{};
  HeldMemory held_{};
  mutable std::once_flag whenCounted_{};
  mutable std::optional<CountedCode> counted_{};
};

RegularExpression::RegularExpression(std::string_view pattern, const Options& options) {
  if (pattern.size() > maxPatternBytes) throw PatternError("the pattern is too long");
  compiled_ = std::make_shared<const Compiled>(pattern, options);
}

std::size_t RegularExpression::groups() const noexcept {
  return compiled_->groups();
}

bool RegularExpression::isCounted() const {
  return compiled_->isCounted();
}

bool RegularExpression::isIn(std::string_view text) const {
  const std::uint64_t most = RequestBudget::current() ? std::numeric_limits<std::uint64_t>::max() : mostSteps;
  const MatchData data(pcre2_match_data_create(1, nullptr));
  return compiled_->match(text, most, Compiled::Manner::fast, data.get()) >= 0;
}

std::optional<RegularExpression::Groups> RegularExpression::match(std::string_view text, std::uint64_t steps) const {
  const MatchData data(pcre2_match_data_create_from_pattern(compiled_->code(), nullptr));
  const int count = compiled_->match(text, steps, Compiled::Manner::counted, data.get());
  if (count < 0) return std::nullopt;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
  Groups groups(compiled_->groups() + 1);
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

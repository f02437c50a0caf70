// A pattern goes in; a search of it in which each of its items is counted comes out. Refused: work beyond a bound.
#include "document/pattern/counted_code.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <string>

#include "src/json/json_value.hpp"

namespace rest::pattern {
namespace {

using jwtauth::isDigit;

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
  constexpr std::uint16_t weightOfCluster = 10;  // several properties of each character are looked up
  constexpr std::size_t bytesOfEntry = 32;       // of a class, which may be gone through for each character
  Item item;
  if (text.starts_with('[')) item.weight = static_cast<std::uint16_t>(1 + text.size() / bytesOfEntry);
  if (text.starts_with("\\X")) item.weight = weightOfCluster;
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
    std::uint64_t counts = item.steps + further * weight_;
    if (item.isReference) counts += longestGroup(block) / bytesOfStep;
    steps_.addCounts(counts);
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

}  // namespace

CountedCode::CountedCode(std::string_view pattern, std::uint32_t flags)
    : code(compile(pattern, flags | PCRE2_AUTO_CALLOUT).code) {
  if (!code) return;
  items = itemsOf(code.get(), pattern);
  held.add(bytesOf(code.get()) + items.size() * sizeof(Item));
}

int CountedCode::match(std::string_view text, std::size_t begin, Steps& steps, pcre2_match_data* data) const {
  if (!code) giveUp(std::string(tooLarge));
  thread_local const MatchContext context = newContext(std::numeric_limits<std::uint32_t>::max());
  Watch watch(items, begin, steps);
  pcre2_set_callout(context.get(), Watch::beforeItem, &watch);
  const int result = matchFrom(code.get(), text, begin, data, context.get());
  if (result == Watch::wantsEnd) watch.raise();
  return result;
}

}  // namespace rest::pattern

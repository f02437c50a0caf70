// A verified token goes in; refused is one whose `jti` or `sub` is on the list.
#include "jwtauth/deny_list.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <limits>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/errors/refuse_setting.hpp"
#include "src/errors/without_exceptions.hpp"
#include "src/json/strict_json.hpp"
#include "src/threads/published.hpp"

namespace jwtauth::inline v0 {
namespace {

using Entry = DenyList::Entry;

constexpr std::size_t longestId = 1'024;
constexpr std::size_t partCount = 256;
constexpr const char* setting = "denied";

struct TextHashing {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

struct Denial {
  double issuedBefore = std::numeric_limits<double>::infinity();  ///< seconds since 1970
  double until = 0;
};

/// By `jti` or by `sub`.
using Denials = std::unordered_map<std::string, Denial, TextHashing, std::equal_to<>>;

struct Denied {
  Denials tokens, subjects;

  std::size_t size() const noexcept { return tokens.size() + subjects.size(); }
};

double secondsOf(WallTime time) noexcept {
  return time.time_since_epoch().count();
}

bool isUsable(const Entry& entry) noexcept {
  const std::string& id = entry.jti.empty() ? entry.sub : entry.jti;
  return entry.jti.empty() != entry.sub.empty() && id.size() <= longestId && !(entry.issuedBefore && entry.sub.empty());
}

/// Says whether there is one more entry.
bool put(Denied& denied, const Entry& entry) {
  Denials& denials = entry.jti.empty() ? denied.subjects : denied.tokens;
  Denial denial{.until = secondsOf(entry.until)};
  if (entry.issuedBefore) denial.issuedBefore = secondsOf(*entry.issuedBefore);
  const auto [place, isNew] = denials.try_emplace(entry.jti.empty() ? entry.sub : entry.jti, denial);
  if (isNew) return true;
  place->second.issuedBefore = std::max(place->second.issuedBefore, denial.issuedBefore);
  place->second.until = std::max(place->second.until, denial.until);
  return false;
}

void dropEnded(Denied& denied, double now) {
  const auto hasEnded = [now](const auto& one) { return one.second.until <= now; };
  std::erase_if(denied.tokens, hasEnded);
  std::erase_if(denied.subjects, hasEnded);
}

/// Some of the entries, which are replaced as a whole.
struct Part {
  std::size_t size() const {
    return denied.read([](const Denied& one) { return one.size(); });
  }
  /// Without the entries whose time has passed.
  std::unique_ptr<Denied> copy(double now) const {
    auto copied = denied.read([](const Denied& one) { return std::make_unique<Denied>(one); });
    dropEnded(*copied, now);
    return copied;
  }

  Published<Denied> denied{std::make_unique<const Denied>()};
};

/// What a token is looked up by.
struct Identity {
  std::string jti, sub;
  std::optional<double> issuedAt;
};

Identity identityIn(std::string_view claims) {
  Identity identity;
  JsonValue::Items members = valueOfDocument(claims).items();
  while (const auto member = members.next()) {
    const JsonValue& value = member->value;
    if (member->name.equals("jti") && value.isString()) identity.jti = value.string()->decoded();
    if (member->name.equals("iat")) identity.issuedAt = value.number();
    if (!member->name.equals("sub")) continue;
    // As usernameForm names users: a whole number by its digits.
    if (value.isString()) identity.sub = value.string()->decoded();
    if (const auto number = value.integer()) identity.sub = std::to_string(*number);
  }
  return identity;
}

bool isIn(const Denials& denials, std::string_view id, std::optional<double> issuedAt, double now) {
  const auto denial = denials.find(id);
  if (denial == denials.end() || denial->second.until <= now) return false;
  return !issuedAt || *issuedAt < denial->second.issuedBefore;
}

WallTime timeIn(JsonValue value, const std::string& place) {
  const auto seconds = value.number();
  if (!seconds) refuseSetting(setting, place + "is not a number; expected seconds since 1970");
  return WallTime(std::chrono::duration<double>(*seconds));
}

Entry entryFrom(JsonValue given, const std::string& place) {
  if (given.type() != JsonType::object) refuseSetting(setting, place + "is not an object");
  Entry entry;
  bool hasEnd = false;
  JsonValue::Items members = given.items();
  while (const auto member = members.next()) {
    const auto& [name, value] = *member;
    if (name.equals("jti") || name.equals("sub")) {
      if (!value.isString()) refuseSetting(setting, place + "has a jti or sub that is not a string");
      (name.equals("jti") ? entry.jti : entry.sub) = value.string()->decoded();
    } else if (name.equals("issuedBefore")) {
      entry.issuedBefore = timeIn(value, place + "has an issuedBefore that ");
    } else if (name.equals("until")) {
      entry.until = timeIn(value, place + "has an until that ");
      hasEnd = true;
    } else {
      refuseSetting(setting, place + "has another member; expected jti or sub, issuedBefore, until");
    }
  }
  if (!hasEnd) refuseSetting(setting, place + "has no until; expected when its last token has expired");
  return entry;
}

std::string placeOf(std::size_t index) {
  return "entry " + std::to_string(index + 1) + ' ';
}

std::vector<Entry> entriesIn(std::string_view document) {
  if (const JsonFault fault = checkJsonObject(document); fault != JsonFault::none) {
    refuseSetting(setting, "the document is " + std::string(describe(fault)));
  }
  const JsonValue whole = valueOfDocument(document);
  const auto denied = whole.member("denied");
  JsonValue::Items members = whole.items();
  const bool isAlone = members.next() && !members.next();
  if (!denied || denied->type() != JsonType::array || !isAlone) {
    refuseSetting(setting, R"(another document; expected {"denied": [...]})");
  }
  std::vector<Entry> entries;
  JsonValue::Items elements = denied->items();
  while (const auto element = elements.next()) entries.push_back(entryFrom(element->value, placeOf(entries.size())));
  return entries;
}

}  // namespace

/// What is added one by one is in many parts, of which each is copied to be changed; what is loaded is one.
struct DenyList::State {
  State(std::size_t limit, Clock clocks) : most(limit), clock(std::move(clocks)) {}

  bool isDenied(const Identity& identity, double now) const {
    const auto isInOne = [&](const Denied& denied) {
      return isIn(denied.tokens, identity.jti, {}, now) || isIn(denied.subjects, identity.sub, identity.issuedAt, now);
    };
    return loaded.denied.read(isInOne) || parts[placeOf(identity.jti)].denied.read(isInOne) ||
           parts[placeOf(identity.sub)].denied.read(isInOne);
  }

  // What changes it is for one thread at a time.

  void change(Part& part, std::unique_ptr<const Denied> next) {
    const std::size_t before = part.size();
    const std::size_t after = next->size();
    part.denied.publish(std::move(next));
    count.store(count.load() + after - before);
  }

  void dropEndedEverywhere(double now) {
    for (Part& part : parts) change(part, part.copy(now));
    change(loaded, loaded.copy(now));
  }

  static std::size_t placeOf(std::string_view id) noexcept { return TextHashing()(id) % partCount; }

  const std::size_t most;
  const Clock clock;
  Part loaded;
  std::array<Part, partCount> parts;  ///< by `jti` or `sub`
  std::atomic<std::size_t> count{0};
  std::mutex changing;
};

DenyList::DenyList(std::size_t entries, Clock clock) {
  if (entries < 1 || entries > mostEntries) {
    refuseSetting("entries", std::to_string(entries) + "; expected 1 to " + std::to_string(mostEntries));
  }
  if (!clock.wall) refuseSetting("clock", "without a function; expected wall");
  state_ = std::make_unique<State>(entries, std::move(clock));
}

DenyList::~DenyList() = default;

DenyList::Outcome DenyList::add(const Entry& entry) {
  if (!isUsable(entry)) return Outcome::unusable;
  const std::lock_guard lock(state_->changing);
  const double now = secondsOf(state_->clock.wall());
  if (secondsOf(entry.until) <= now) return Outcome::added;
  Part& part = state_->parts[State::placeOf(entry.jti.empty() ? entry.sub : entry.jti)];
  auto next = part.copy(now);
  if (put(*next, entry) && state_->count.load() >= state_->most) {
    state_->dropEndedEverywhere(now);
    if (state_->count.load() >= state_->most) return Outcome::full;
  }
  state_->change(part, std::move(next));
  return Outcome::added;
}

Result<std::size_t, ConfigurationError> DenyList::load(std::span<const Entry> entries) noexcept {
  return withoutExceptions([&] {
    const std::lock_guard lock(state_->changing);
    const double now = secondsOf(state_->clock.wall());
    auto next = std::make_unique<Denied>();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!isUsable(entries[i])) {
        refuseSetting(setting, placeOf(i) +
                                   "is unusable; expected a jti, or a sub and perhaps issuedBefore, of up to " +
                                   std::to_string(longestId) + " bytes");
      }
      if (secondsOf(entries[i].until) > now) put(*next, entries[i]);
    }
    const std::size_t size = next->size();
    const auto isTooMuch = [&] { return state_->count.load() - state_->loaded.size() + size > state_->most; };
    if (isTooMuch()) state_->dropEndedEverywhere(now);
    if (isTooMuch()) {
      refuseSetting(setting, std::to_string(size) + " entries; expected no more than " + std::to_string(state_->most) +
                                 " with those that were added");
    }
    state_->change(state_->loaded, std::move(next));
    return size;
  });
}

Result<std::size_t, ConfigurationError> DenyList::loadJson(std::string_view document) noexcept {
  return withoutExceptions([&]() -> std::size_t {
    const auto loaded = load(entriesIn(document));
    if (!loaded) throw loaded.error();
    return *loaded;
  });
}

std::size_t DenyList::size() const noexcept {
  return state_->count.load();
}

Result<void> DenyList::check(const VerifiedToken& token) const {
  if (size() == 0) return {};
  if (!state_->isDenied(identityIn(token.claims), secondsOf(state_->clock.wall()))) return {};
  return Error{ErrorCode::revoked, "the token, or its subject, is on the deny list"};
}

}  // namespace jwtauth::inline v0

// A document and the times of its fetches go in, a JSON text comes out, and the other way round. Refused: whatever this
// does not write itself.
#include "src/remote/cached_set.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "src/json/strict_json.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::int64_t version = 1;

/// RFC 8259 7, for a text in UTF-8.
std::string inQuotes(std::string_view text) {
  std::string result = "\"";
  for (const char one : text) {
    if (one == '"' || one == '\\') {
      result += {'\\', one};
    } else if (static_cast<unsigned char>(one) < 0x20) {
      std::array<char, sizeof "\\u0000"> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(one));
      result += escape.data();
    } else {
      result += one;
    }
  }
  return result + '"';
}

std::string written(double seconds) {
  const auto milliseconds = std::llround(seconds * 1000);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%lld.%03lld", milliseconds / 1000, milliseconds % 1000);
  return text.data();
}

std::optional<std::string> textIn(JsonValue object, std::string_view name) {
  const auto member = object.member(name);
  const auto text = member ? member->string() : std::nullopt;
  return text ? std::optional(text->decoded()) : std::nullopt;
}

/// A time that has passed; 0 if the member is missing.
std::optional<double> timeIn(JsonValue object, std::string_view name, double now) {
  const auto member = object.member(name);
  if (!member) return 0;
  const auto time = member->number();
  return time && *time >= 0 && *time <= now ? time : std::nullopt;
}

}  // namespace

double CachedSet::due(const Policy& policy) const noexcept {
  if (failures > 0) {
    constexpr int longestPause = 30;
    return tried + std::min(longestPause, 1 << std::min(failures - 1, 5));
  }
  constexpr std::chrono::seconds shortestAge{60}, longestAge{3600};
  const auto age = std::clamp(maxAge.value_or(policy.interval), shortestAge, longestAge);
  return fetched + 0.8 * static_cast<double>(age.count());
}

double CachedSet::dueForUnknownKey(const Policy& policy) const noexcept {
  if (failures > 0) return due(policy);
  const auto pause = static_cast<double>(policy.unknownKeyPause.count());
  return std::max(triedForUnknownKey + pause, triedBefore + 2 * pause);
}

std::string textOf(const CachedSet& set, std::string_view source) {
  std::string text = "{\"version\": " + std::to_string(version) + ", \"source\": " + inQuotes(source);
  const auto add = [&](const char* name, const std::string& value) {
    text += std::string(", \"").append(name).append("\": ").append(value);
  };
  add("fetched", written(set.fetched));
  if (set.maxAge) add("maxAge", std::to_string(set.maxAge->count()));
  add("tried", written(set.tried));
  add("triedBefore", written(set.triedBefore));
  add("triedForUnknownKey", written(set.triedForUnknownKey));
  add("failures", std::to_string(set.failures));
  add("document", inQuotes(set.document));
  return text + "}\n";
}

std::optional<CachedSet> cachedSetIn(std::string_view text, std::string_view source, double now) {
  if (checkJsonObject(text) != JsonFault::none) return std::nullopt;
  const JsonValue object = valueOfDocument(text);
  const auto number = object.member("version");
  if (!number || number->integer() != version || textIn(object, "source") != source) return std::nullopt;
  auto document = textIn(object, "document");
  const auto fetched = timeIn(object, "fetched", now), tried = timeIn(object, "tried", now);
  const auto before = timeIn(object, "triedBefore", now), unknown = timeIn(object, "triedForUnknownKey", now);
  const auto failures = object.member("failures");
  if (!document || !fetched || !tried || !before || !unknown || !failures) return std::nullopt;
  CachedSet set{*std::move(document), *fetched, std::nullopt, *tried, *before, *unknown};
  constexpr std::int64_t mostFailures = 1'000'000;
  set.failures = static_cast<int>(std::clamp<std::int64_t>(failures->integer().value_or(0), 0, mostFailures));
  if (const auto maxAge = object.member("maxAge")) {
    constexpr std::int64_t longest = 1'000'000'000;
    set.maxAge = std::chrono::seconds(std::clamp<std::int64_t>(maxAge->integer().value_or(0), 0, longest));
  }
  return set;
}

}  // namespace jwtauth::inline v0

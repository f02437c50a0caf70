#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// The newest good document of a key source, and when it was asked for: what the processes that need it share. Times
/// are the wall clock's, in seconds since 1970, so that they mean the same in every process; 0: never.
struct CachedSet {
  std::string document{};                        ///< empty: there was none
  double fetched = 0;                            ///< when the document came
  std::optional<std::chrono::seconds> maxAge{};  ///< as its server said
  double tried = 0, triedBefore = 0;             ///< the last two fetches, successful or not
  double triedForUnknownKey = 0;                 ///< the last one that an unknown key id caused
  int failures = 0;                              ///< since the last success

  struct Policy {
    std::chrono::seconds interval, unknownKeyPause;
  };

  /// Before the document is too old, so that a fetch that is late harms nobody; after failures with growing pauses.
  double due(const Policy& policy) const noexcept;

  /// From when on an unknown key id may cause a fetch: once in a pause, unless two fetches of any kind began in two.
  double dueForUnknownKey(const Policy& policy) const noexcept;
};

/// The set of a source as a file holds it, and back. Nothing for a text that is cut, of another version or source, or
/// not possible at this time.
std::string textOf(const CachedSet& set, std::string_view source);
std::optional<CachedSet> cachedSetIn(std::string_view text, std::string_view source, double now);

}  // namespace jwtauth::inline v0

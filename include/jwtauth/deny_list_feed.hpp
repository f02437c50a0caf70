#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jwtauth/deny_list.hpp"
#include "jwtauth/export.hpp"

namespace jwtauth::inline v0 {

/// How often a deny list is loaded, and how much.
struct DenyListFeedOptions {
  /// Between two looks whether the file has changed, or two calls of the function; 1 ms to 1 day.
  std::chrono::milliseconds interval{2'000};
  std::size_t maxFileBytes = 16 * 1024 * 1024;
};

/// How the feed of a deny list is doing; for health checks.
struct DenyListFeedStatus {
  std::uint64_t loads = 0;          ///< attempts, successful or not
  std::uint64_t failures = 0;       ///< of these, the failed ones; then the list stayed as it was
  std::string lastFailureReason{};  ///< empty when the last attempt succeeded
};

/// Keeps a DenyList as a source has it, by a thread of its own that ends with it. What cannot be loaded changes
/// nothing: the last good list counts. A child of fork() does not have the thread: make the feed in the child.
class JWTAUTH_EXPORT DenyListFeed {
 public:
  virtual ~DenyListFeed();

  /// Has it loaded as soon as possible, changed or not, without waiting.
  virtual void refresh() = 0;
  virtual DenyListFeedStatus status() const = 0;
};

/// From a file in the form of DenyList::loadJson(), again within `interval` of a change. Write it under another name
/// and rename it. Throws ConfigurationError when the file is not good now.
JWTAUTH_EXPORT std::shared_ptr<DenyListFeed> denyListFromFile(std::shared_ptr<DenyList> list, std::string path,
                                                              DenyListFeedOptions options = {});

/// From a function that yields all entries, of a database perhaps, and throws where it cannot; called by one thread
/// every `interval`, and at first by the caller. Throws ConfigurationError when that fails.
JWTAUTH_EXPORT std::shared_ptr<DenyListFeed> denyListFrom(std::shared_ptr<DenyList> list,
                                                          std::function<std::vector<DenyList::Entry>()> entries,
                                                          DenyListFeedOptions options = {});

}  // namespace jwtauth::inline v0

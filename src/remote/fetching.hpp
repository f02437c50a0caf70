#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "src/remote/fetched_keys.hpp"

namespace jwtauth::inline v0 {

/// A document that is on its way, without a thread of this process.
class Fetching {
 public:
  virtual ~Fetching() = default;

  /// Waits at most so long for its end; nothing while it goes on. Throws what the fetch throws.
  virtual std::optional<FoundDocument> await(std::chrono::milliseconds wait) = 0;

  /// This process is a child of fork(), and the fetch its parent's: lets go of it, without ending it.
  virtual void abandon() noexcept = 0;
};

/// Takes the descriptor of a lock that has to be held as long as the fetch lasts, negative for none: a child process
/// keeps it open.
using StartFetching = std::function<std::unique_ptr<Fetching>(int lock)>;

/// Fetches in a short-lived child process, which ends at the latest with the limit. So libcurl, the libraries that it
/// brings along and the thread in which it looks up names never are in this process.
StartFetching fetchInChild(FetchDocument fetch, std::chrono::milliseconds limit);

/// Fetches within await(), however long that takes: for files, and for a host's own way to fetch.
StartFetching fetchAtOnce(FetchDocument fetch);

}  // namespace jwtauth::inline v0

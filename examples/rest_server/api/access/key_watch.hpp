#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "api/access/issuer_keys.hpp"

namespace rest::api {

/// Tells an operator's log why keys could not be fetched, within a moment of the failure, and that they are there
/// again. The same cause is told once, until another one, a success or tellAgain().
class KeyWatch {
 public:
  using Log = std::function<void(const std::string& line)>;

  KeyWatch(std::vector<IssuerKeys> issuers, Log log);

  /// After the keys were asked for again.
  void tellAgain() noexcept { isAsked_ = true; }

 private:
  std::atomic<bool> isAsked_{false};
  std::jthread thread_;
};

}  // namespace rest::api

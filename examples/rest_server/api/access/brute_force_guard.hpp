#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "http/message.hpp"

namespace rest::api {

/// RESTHeart's bruteForceAttackGuard: a client that has shown too many bad credentials is refused for a while. Its
/// memory is bounded: when there are too many clients, the one whose last failure is longest ago is forgotten. Safe for
/// any number of threads; costs nothing while no client fails.
class BruteForceGuard {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds window{10};
  static constexpr std::size_t maxClients = 16'384;

  struct Settings {
    bool isEnabled = false;
    std::size_t maxFailedAttempts = 5;
    /// The client is the one that X-Forwarded-For names, counted from its end: for servers behind a proxy that sets it.
    bool trustForwardedFor = false;
    std::size_t forwardedForFromEnd = 0;
  };

  explicit BruteForceGuard(Settings settings) : settings_(settings) {}

  /// How long the request's client has to wait; nothing when it may try.
  std::optional<std::chrono::seconds> waitOf(const http::Request& request, Time now);
  /// The request's client has shown bad credentials.
  void addFailure(const http::Request& request, Time now);

  std::size_t clients() const noexcept { return count_; }

 private:
  struct Client {
    std::string key;
    std::deque<Time> failures;
  };

  std::string keyOf(const http::Request& request) const;
  void forgetOld(Time now);

  Settings settings_;
  std::mutex mutex_;
  std::list<Client> clients_;  ///< the one that failed last is last
  std::map<std::string, std::list<Client>::iterator> byKey_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace rest::api

#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rest::tests {

/// Stands between a client and a server on this machine, and fails as networks do.
class Relay {
 public:
  enum class Mode {
    pass,     ///< hands everything on
    swallow,  ///< keeps connections, and takes new ones, but hands nothing on
    refuse,   ///< ends every connection at once
  };

  explicit Relay(std::uint16_t serverPort);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  void set(Mode mode) noexcept { mode_ = mode; }

  /// The messages of MongoDB's wire protocol that clients have sent until now, since it was last asked.
  std::vector<std::string> takeMessages();

  /// Ends the connections that now carry nothing for as long, as servers and firewalls end idle ones; returns when
  /// there was one.
  void endIdle(std::chrono::milliseconds silence);

 private:
  using Clock = std::chrono::steady_clock;

  struct Pair {
    int client;
    int server;
    Clock::time_point lastBytes{};
    std::string unread{};  ///< a message of the client that is not whole
  };

  void run();
  void accept();
  void endIdlePairs();
  void serve(Pair& pair, bool clientSpeaks, bool serverSpeaks);
  void note(std::string& unread);
  static void close(Pair& pair);

  std::uint16_t serverPort_;
  std::uint16_t port_ = 0;
  int listener_;
  std::vector<Pair> pairs_;
  std::atomic<Mode> mode_{Mode::pass};
  std::atomic<std::chrono::milliseconds> silence_{std::chrono::milliseconds(0)};  ///< 0: idle ones stay
  std::atomic<bool> ends_{false};
  std::mutex noting_;
  std::vector<std::string> messages_;
  std::thread thread_;
};

}  // namespace rest::tests

// Bytes of one side come out at the other, or are lost as the mode says.
#include "store/relay.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace rest::tests {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// Whether there was something to hand on; it is added to `seen`.
bool handOn(int from, int to, std::string& seen) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(from, buffer.data(), buffer.size(), 0);
  if (size > 0) seen.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0 && ::send(to, buffer.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

Relay::Relay(std::uint16_t serverPort) : serverPort_(serverPort), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0) throw std::runtime_error("cannot listen");
  ::getsockname(listener_, generic, &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

Relay::~Relay() {
  ends_ = true;
  thread_.join();
  for (Pair& pair : pairs_) close(pair);
  ::close(listener_);
}

void Relay::endIdle(std::chrono::milliseconds silence) {
  silence_ = silence;
  const Clock::time_point end = Clock::now() + std::chrono::seconds(20);
  while (silence_.load() != std::chrono::milliseconds(0)) {
    if (Clock::now() > end) throw std::runtime_error("no connection was idle");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Relay::run() {
  constexpr int patience = 20;  // milliseconds until it looks at its mode again
  while (!ends_) {
    if (mode_ == Mode::refuse) {
      for (Pair& pair : pairs_) close(pair);
      pairs_.clear();
    }
    endIdlePairs();
    std::vector<pollfd> sockets{{listener_, POLLIN, 0}};
    if (mode_ != Mode::swallow) {
      for (const Pair& pair : pairs_) {
        sockets.push_back({pair.client, POLLIN, 0});
        sockets.push_back({pair.server, POLLIN, 0});
      }
    }
    if (::poll(sockets.data(), sockets.size(), patience) <= 0) continue;
    for (std::size_t i = 1; i < sockets.size(); i += 2) {
      serve(pairs_[i / 2], sockets[i].revents != 0, sockets[i + 1].revents != 0);
    }
    std::erase_if(pairs_, [](const Pair& pair) { return pair.client < 0; });
    if (sockets.front().revents != 0) accept();
  }
}

void Relay::accept() {
  Pair pair{::accept(listener_, nullptr, nullptr), ::socket(AF_INET, SOCK_STREAM, 0)};
  const sockaddr_in server = loopback(serverPort_);
  const bool isConnected = ::connect(pair.server, reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0;
  if (isConnected && mode_ != Mode::refuse) {
    pair.lastBytes = Clock::now();
    pairs_.push_back(pair);
  } else {
    close(pair);
  }
}

void Relay::endIdlePairs() {
  const std::chrono::milliseconds silence = silence_;
  if (silence == std::chrono::milliseconds(0)) return;
  const auto isIdle = [since = Clock::now() - silence](const Pair& pair) { return pair.lastBytes < since; };
  if (std::none_of(pairs_.begin(), pairs_.end(), isIdle)) return;
  for (Pair& pair : pairs_) {
    if (isIdle(pair)) close(pair);
  }
  std::erase_if(pairs_, [](const Pair& pair) { return pair.client < 0; });
  silence_ = std::chrono::milliseconds(0);
}

void Relay::serve(Pair& pair, bool clientSpeaks, bool serverSpeaks) {
  if (clientSpeaks || serverSpeaks) pair.lastBytes = Clock::now();
  std::string answers;
  const bool isGood = (!clientSpeaks || handOn(pair.client, pair.server, pair.unread)) &&
                      (!serverSpeaks || handOn(pair.server, pair.client, answers));
  note(pair.unread);
  if (!isGood) close(pair);
}

void Relay::note(std::string& unread) {
  for (;;) {
    std::uint32_t size = 0;  // a message begins with it, little-endian as this machine
    if (unread.size() < sizeof size) return;
    std::memcpy(&size, unread.data(), sizeof size);
    if (unread.size() < size || size == 0) return;
    const std::lock_guard lock(noting_);
    messages_.push_back(unread.substr(0, size));
    unread.erase(0, size);
  }
}

std::vector<std::string> Relay::takeMessages() {
  const std::lock_guard lock(noting_);
  return std::exchange(messages_, {});
}

void Relay::close(Pair& pair) {
  ::close(pair.client);
  ::close(pair.server);
  pair = {-1, -1, {}, {}};
}

}  // namespace rest::tests

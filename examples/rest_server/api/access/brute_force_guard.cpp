// Requests and the failures of their clients go in; how long a client must wait comes out. A client is an IPv4 address,
// or an IPv6 network of 64 bits, for a client that has one address of it has all.
#include "api/access/brute_force_guard.hpp"
#include "src/text/ascii.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <iterator>

namespace rest::api {
namespace {

constexpr std::string_view mappedPrefix("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);

/// The bytes that identify a client; nothing when the text is not an address.
std::optional<std::string> clientBytes(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  std::string bytes(16, '\0');
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes.substr(0, 4);
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes.starts_with(mappedPrefix) ? bytes.substr(12) : bytes.substr(0, 8);
}

/// Proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711` as well (RFC 7239 6).
std::string_view withoutPort(std::string_view address) {
  if (address.starts_with('[')) {
    const std::size_t end = address.find(']');
    return end == std::string_view::npos ? address : address.substr(1, end - 1);
  }
  const std::size_t colon = address.find(':');
  return colon == address.rfind(':') ? address.substr(0, colon) : address;
}

/// The address that is so many places before the last one, over all fields of this name; empty places do not count
/// (RFC 9110 5.6.1).
std::optional<std::string_view> forwardedFor(const http::Request& request, std::size_t fromEnd) {
  std::vector<std::string_view> addresses;
  for (std::string_view field : request.fieldValues("X-Forwarded-For")) {
    while (!field.empty()) {
      const std::string_view address = field.substr(0, field.find(','));
      if (const auto trimmed = jwtauth::trimmed(address); !trimmed.empty()) addresses.push_back(withoutPort(trimmed));
      field.remove_prefix(std::min(address.size() + 1, field.size()));
    }
  }
  if (fromEnd >= addresses.size()) return std::nullopt;
  return addresses[addresses.size() - 1 - fromEnd];
}

}  // namespace

std::optional<std::chrono::seconds> BruteForceGuard::waitOf(const http::Request& request, Time now) {
  if (!settings_.isEnabled || count_ == 0) return std::nullopt;
  const std::string key = keyOf(request);
  const std::scoped_lock lock(mutex_);
  const auto found = byKey_.find(key);
  if (found == byKey_.end()) return std::nullopt;
  const std::deque<Time>& failures = found->second->failures;
  if (failures.size() < settings_.maxFailedAttempts) return std::nullopt;
  const Time end = failures[failures.size() - settings_.maxFailedAttempts] + window;
  if (now >= end) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(end - now);
}

void BruteForceGuard::addFailure(const http::Request& request, Time now) {
  if (!settings_.isEnabled) return;
  const std::string key = keyOf(request);
  const std::scoped_lock lock(mutex_);
  auto found = byKey_.find(key);
  if (found == byKey_.end()) {
    forgetOld(now);
    clients_.push_back({key, {}});
    found = byKey_.emplace(key, std::prev(clients_.end())).first;
  } else {
    clients_.splice(clients_.end(), clients_, found->second);
  }
  std::deque<Time>& failures = found->second->failures;
  failures.push_back(now);
  if (failures.size() > settings_.maxFailedAttempts) failures.pop_front();
  count_ = clients_.size();
}

std::string BruteForceGuard::keyOf(const http::Request& request) const {
  if (settings_.trustForwardedFor) {
    const auto address = forwardedFor(request, settings_.forwardedForFromEnd);
    if (std::optional<std::string> bytes = address ? clientBytes(*address) : std::nullopt) return *bytes;
  }
  return clientBytes(request.clientAddress).value_or(std::string(request.clientAddress));
}

void BruteForceGuard::forgetOld(Time now) {
  while (!clients_.empty()) {
    const Client& first = clients_.front();
    if (now - first.failures.back() < window && clients_.size() < maxClients) return;
    byKey_.erase(first.key);
    clients_.pop_front();
  }
}

}  // namespace rest::api

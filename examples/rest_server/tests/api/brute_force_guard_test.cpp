#include "api/access/brute_force_guard.hpp"

#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const BruteForceGuard::Time start(seconds(1000));

http::Request from(std::string_view address, std::string_view forwardedFor = {}) {
  http::Request request;
  request.clientAddress = address;
  if (!forwardedFor.empty()) request.fields.push_back({"X-Forwarded-For", forwardedFor});
  return request;
}

void fail(BruteForceGuard& guard, const http::Request& request, int times, BruteForceGuard::Time now = start) {
  for (int i = 0; i < times; ++i) guard.addFailure(request, now);
}

}  // namespace

TEST_CASE("five failures in ten seconds shut a client out until the first is ten seconds old") {
  BruteForceGuard guard({.isEnabled = true});
  const http::Request client = from("192.0.2.1");
  for (int i = 0; i < 5; ++i) {
    CHECK(!guard.waitOf(client, start + seconds(i)));
    guard.addFailure(client, start + seconds(i));
  }
  CHECK(guard.waitOf(client, start + seconds(4)) == seconds(6));
  CHECK(guard.waitOf(client, start + milliseconds(9'001)) == seconds(1));
  CHECK(!guard.waitOf(client, start + seconds(10)));
  guard.addFailure(client, start + seconds(10));
  CHECK(guard.waitOf(client, start + seconds(10)) == seconds(1));
}

TEST_CASE("failures that are further apart shut nobody out") {
  BruteForceGuard guard({.isEnabled = true});
  for (int i = 0; i < 100; ++i) {
    guard.addFailure(from("192.0.2.1"), start + milliseconds(2'500) * i);
    CHECK(!guard.waitOf(from("192.0.2.1"), start + milliseconds(2'500) * i));
  }
}

TEST_CASE("other clients are not shut out") {
  BruteForceGuard guard({.isEnabled = true});
  fail(guard, from("192.0.2.1"), 5);
  CHECK(guard.waitOf(from("192.0.2.1"), start));
  CHECK(guard.waitOf(from("::ffff:192.0.2.1"), start));
  CHECK(!guard.waitOf(from("192.0.2.2"), start));
}

TEST_CASE("an IPv6 network of 64 bits is one client") {
  BruteForceGuard guard({.isEnabled = true});
  fail(guard, from("2001:db8::1"), 5);
  CHECK(guard.waitOf(from("2001:db8::ffff:1"), start));
  CHECK(!guard.waitOf(from("2001:db8:0:1::1"), start));
}

TEST_CASE("the guard is off unless it is enabled") {
  BruteForceGuard guard({});
  fail(guard, from("192.0.2.1"), 100);
  CHECK(!guard.waitOf(from("192.0.2.1"), start));
  CHECK(guard.clients() == 0);
}

TEST_CASE("X-Forwarded-For is believed only when it is to be trusted") {
  BruteForceGuard distrustful({.isEnabled = true});
  for (int i = 0; i < 5; ++i) fail(distrustful, from("192.0.2.1", "198.51.100." + std::to_string(i)), 1);
  CHECK(distrustful.waitOf(from("192.0.2.1", "198.51.100.77"), start));

  BruteForceGuard trusting({.isEnabled = true, .trustForwardedFor = true, .forwardedForFromEnd = 1});
  fail(trusting, from("192.0.2.1", "203.0.113.1, 198.51.100.1, 10.0.0.1"), 5);
  CHECK(trusting.waitOf(from("192.0.2.9", "198.51.100.1 ,10.0.0.2"), start));
  CHECK(!trusting.waitOf(from("192.0.2.1", "198.51.100.2, 10.0.0.1"), start));
  CHECK(!trusting.waitOf(from("192.0.2.1"), start));
}

TEST_CASE("a forwarded address is the same client with a port, in brackets, in one field or in several") {
  const auto guards = [](const char* shutOut, const char* asking) {
    BruteForceGuard guard({.isEnabled = true, .trustForwardedFor = true});
    fail(guard, from("10.0.0.1", shutOut), 5);
    return guard.waitOf(from("10.0.0.1", asking), start).has_value();
  };
  for (const char* asking : {"192.0.2.1", "192.0.2.1:4711", "[::ffff:192.0.2.1]:80", "198.51.100.1, 192.0.2.1:1",
                             "192.0.2.1:1 , ,", "::ffff:192.0.2.1"}) {
    INFO(asking);
    CHECK(guards("192.0.2.1:4712", asking));
  }
  for (const char* asking : {"2001:db8::2", "[2001:db8::2]", "[2001:db8::3]:4711", "192.0.2.1,[2001:db8::4]:1"}) {
    INFO(asking);
    CHECK(guards("[2001:db8::1]:4712", asking));
  }
  // The proxy itself would be another client.
  for (const char* asking : {"192.0.2.2:4711", "[2001:db8::1]:80", "192.0.2.1, 192.0.2.2:4711", "[192.0.2.1"}) {
    INFO(asking);
    CHECK(!guards("192.0.2.1:4711", asking));
  }
}

TEST_CASE("a forwarded address that is none falls back to the peer's") {
  BruteForceGuard guard({.isEnabled = true, .trustForwardedFor = true});
  for (int i = 0; i < 5; ++i) fail(guard, from("192.0.2.1", "unknown" + std::to_string(i)), 1);
  CHECK(guard.waitOf(from("192.0.2.1", "unknown"), start));
}

TEST_CASE("memory is bounded, whoever fails") {
  BruteForceGuard guard({.isEnabled = true});
  const auto address = [](std::size_t i) {
    return "2001:db8:" + std::to_string(i / 9000) + ':' + std::to_string(i % 9000) + "::1";
  };
  for (std::size_t i = 0; i < BruteForceGuard::maxClients + 100; ++i) guard.addFailure(from(address(i)), start);
  CHECK(guard.clients() == BruteForceGuard::maxClients);
  guard.addFailure(from("192.0.2.1"), start + seconds(10));
  CHECK(guard.clients() == 1);
}

}  // namespace rest::api

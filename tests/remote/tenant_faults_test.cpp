#include "tests/remote/tenant.hpp"

#include <functional>
#include <iterator>
#include <thread>

#include "tests/remote/publisher.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::TokenIssuer;

std::string textOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Servers beside the tenant's, at which its keys are unavailable.
struct WrongPlaces {
  static void answer(Exchange& exchange) { exchange.answer(TokenIssuer::jwks({keys()[0]})); }

  const KeyServer expired{answer, CertificateFlaw::expired};
  const KeyServer otherName{answer, CertificateFlaw::otherName};
  const std::string refusing = KeyServer(answer).url("/");  // whose server is gone
};

struct Fault {
  const char* name;
  std::function<void(Tenant&)> strike;
  std::string reason{};  ///< or a part of it, where it is ours
  bool hangs = false;    ///< up to the time-out
};

Fault answering(const char* name, Answering answer, std::string reason = "") {
  return {name, [answer = std::move(answer)](Tenant& tenant) { tenant.answerKeysBy(answer); }, std::move(reason)};
}

Fault hanging(const char* name, Answering answer) {
  Fault fault = answering(name, std::move(answer));
  fault.hangs = true;
  return fault;
}

Fault answering(const char* name, std::string body, std::string reason) {
  return answering(
      name, [body = std::move(body)](Exchange& exchange) { exchange.answer(body); }, std::move(reason));
}

Fault redirecting(const char* name, const std::string& target, std::string reason) {
  return answering(
      name, [target](Exchange& exchange) { exchange.answer("", "Location: " + target + "\r\n", "302 Found"); },
      std::move(reason));
}

std::string setOfManyKeys() {
  std::string text = R"({"keys": [)";
  for (int i = 0; i < 10'000; ++i) text += std::string(i == 0 ? "" : ",") + R"({"kty":"OKP"})";
  return text + "]}";
}

std::string setOfTwins() {
  auto set = nlohmann::json::parse(TokenIssuer::jwks({keys()[0], keys()[1]}));
  set["keys"][0]["kid"] = set["keys"][1]["kid"] = keys()[0].keyId();
  return set.dump();
}

std::vector<Fault> faults(const WrongPlaces& places) {
  const auto movingTo = [](std::string url) { return [=](Tenant& tenant) { tenant.moveKeysTo(url); }; };
  return {
      {"a connection that is refused", movingTo(places.refusing)},
      {"a certificate that has expired", movingTo(places.expired.url("/")), "certificate has expired"},
      {"a certificate of another name", movingTo(places.otherName.url("/"))},
      {"a place of the keys that is http", movingTo("http://127.0.0.1:1/"), "http URL"},
      {"a place of the keys with a password", movingTo("https://user:secret@127.0.0.1:1/"), "password"},
      {"metadata of another issuer", [](Tenant& tenant) { tenant.claimToBe("https://evil.example/"); },
       "another issuer"},
      hanging("a black hole", [](Exchange& exchange) { exchange.waitForTheEnd(); }),
      answering(
          "status 500", [](Exchange& exchange) { exchange.answer("", "", "500 Internal Server Error"); }, "status 500"),
      answering("HTML", "<html>down for maintenance</html>", "not a JSON object"),
      answering("a body cut off",
                [](Exchange& exchange) { exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"keys\": ["); }),
      hanging("a dripping body",
              [](Exchange& exchange) {
                exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                for (int i = 0; i < 1000 && exchange.send(" "); ++i) std::this_thread::sleep_for(20ms);
              }),
      answering(
          "a gigabyte",
          [](Exchange& exchange) {
            const std::string block(64 * 1024, ' ');
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
            for (int i = 0; i < 16 * 1024 && exchange.send(block); ++i) {
            }
          },
          "too large"),
      answering("10,000 keys", setOfManyKeys(), "more than 1000 keys"),
      redirecting("a redirect loop", "/jwks.json", "more than 2 redirects"),
      redirecting("a redirect to http", "http://127.0.0.1:1/", "http URL"),
      answering("two keys under the one key id", setOfTwins(), "several different keys"),
      answering("an empty set", R"({"keys": []})", "without a usable key"),
      answering("another document", R"({"issuer": "https://tenant.example/"})", "array `keys`")};
}

TEST_CASE("whatever the tenant answers, known keys go on without waiting and unknown ones are not said to be wrong") {
  const WrongPlaces places;
  for (const Fault& fault : faults(places)) {
    CAPTURE(fault.name);
    Tenant tenant({keys()[0]});
    RemoteJwksOptions options = tenant.options();
    const TemporaryFile authorities(textOf(options.caFile) + textOf(places.expired.caFile()) +
                                    textOf(places.otherName.caFile()));
    options.caFile = authorities.path();
    if (fault.hangs) options.connectTimeout = options.totalTimeout = 1s;
    const auto provider = discover(tenant.issuer(), options);
    const auto auth = mechanismOver(provider);
    REQUIRE(eventually([&] { return answerTo(auth, keys()[0]) == "none"; }));
    const RemoteJwksStatus before = provider->status();

    fault.strike(tenant);
    const int requests = tenant.requests();
    provider->refresh();
    if (fault.hangs) REQUIRE(eventually([&] { return tenant.requests() == requests + 2; }));
    const auto start = steady_clock::now();
    CHECK(answerTo(auth, keys()[0]) == "none");
    const bool fetchGoesOn = provider->status().fetches == before.fetches;
    CHECK((fetchGoesOn || !fault.hangs));  // a known key has not waited for its end
    CHECK(answerTo(auth, keys()[2]) == "keysUnavailable");
    CHECK(steady_clock::now() - start < 20s);
    CHECK(answerTo(auth, keys()[0]) == "none");
    CHECK(provider->status().failures > before.failures);
    CHECK_THAT(provider->status().lastFailureReason, Contains(fault.reason));
    CHECK(provider->status().lastFailureReason.find("secret") == std::string::npos);

    tenant.recover({keys()[1]});
    provider->refresh();
    REQUIRE(eventually([&] { return answerTo(auth, keys()[1]) == "none"; }));
    CHECK(answerTo(auth, keys()[0]) == "keyUnknown");
  }
}

}  // namespace
}  // namespace jwtauth::tests

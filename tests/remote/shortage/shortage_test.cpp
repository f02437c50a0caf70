// Memory runs out while keys are fetched: that fetch has failed, the keys from before are served, and the next is good.
#include <openssl/crypto.h>

#include <atomic>
#include <chrono>
#include <new>
#include <optional>
#include <thread>

#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"
#include "src/remote/curl_fetch.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/libcrypto.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using testing::TokenIssuer;

/// A publisher whose documents differ each time, and after whose answer memory is short for the thread that asked.
class ShortPublisher {
 public:
  static constexpr std::size_t none = std::size_t(-1);

  ShortPublisher(const TokenIssuer& issuer, bool publishesKeys) : issuer_(issuer), publishesKeys_(publishesKeys) {}

  /// From the next answer on the allocation of this number fails.
  void shorten(std::size_t failing, Shortage shortage) {
    shortage_ = shortage;
    failing_ = failing;
  }
  /// From the next look at the clock on.
  void endShortage() { failing_ = none; }

  /// Whether an allocation failed in the last shortage.
  bool hasFailed() const { return hasFailed_; }

  Fetch fetch() {
    return [this](const FetchRequest&) {
      const std::size_t failing = failing_;
      FetchedDocument document{documentOf(++answers_), {}};
      const FetchError error("a sentence that is too long to be kept without memory");
      if (failing == none) return document;
      meter.emplace(failing, shortage_);
      if (!publishesKeys_) throw error;
      return document;
    };
  }

  Clock clock() {
    Clock clock;
    clock.steady = [this] {
      if (meter && failing_ == none) {
        hasFailed_ = meter->hasFailed();
        meter.reset();
      }
      return std::chrono::steady_clock::now();
    };
    return clock;
  }

 private:
  static thread_local std::optional<AllocationMeter> meter;

  std::string documentOf(int number) const {
    return R"({"number":)" + std::to_string(number) + R"(,"keys":[)" + issuer_.jwk() + "]}";
  }

  const TokenIssuer& issuer_;
  const bool publishesKeys_;
  std::atomic<std::size_t> failing_{none};
  Shortage shortage_ = Shortage::once;
  int answers_ = 0;
  std::atomic<bool> hasFailed_{false};
};

thread_local std::optional<AllocationMeter> ShortPublisher::meter;

void awaitFetches(const RemoteKeyProvider& provider, std::size_t count) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (provider.status().fetches < count) {
    REQUIRE(std::chrono::steady_clock::now() < end);
    std::this_thread::sleep_for(1ms);
  }
}

/// Yields how many allocations there are to fail.
std::size_t failEachAllocationOfAFetch(bool publishesKeys, Shortage shortage) {
  const TokenIssuer issuer(Algorithm::RS256);
  ShortPublisher publisher(issuer, publishesKeys);
  RemoteJwksOptions options;
  options.fetch = publisher.fetch();
  options.clock = publisher.clock();
  const auto provider = remoteJwks("https://issuer.example/jwks.json", options);
  REQUIRE(provider->prefetch());
  const std::string kid = provider->knownKeyIds().at(0);

  std::size_t fetches = 1;
  const auto fetchAgain = [&] {
    provider->refresh();
    awaitFetches(*provider, ++fetches);
  };
  for (std::size_t number = 0;; ++number) {
    CAPTURE(number, publishesKeys, shortage == Shortage::lasting);
    publisher.shorten(number, shortage);
    fetchAgain();
    const RemoteJwksStatus status = provider->status();
    CAPTURE(status.lastFailureReason);
    CHECK(status.ready);
    // Where libcrypto has no memory for the name of a hash it says that the key forbids the hash.
    CHECK((status.lastFailureReason.empty() || status.lastFailureReason == "no memory" || !publishesKeys ||
           status.lastFailureReason.find("a key that " + libcryptoName + " cannot use for algorithm RS256") !=
               std::string::npos));
    CHECK(provider->find(Algorithm::RS256, kid));
    publisher.endShortage();
    fetchAgain();
    CHECK(provider->warnings().empty());
    CHECK(provider->find(Algorithm::RS256, kid));
    if (!publisher.hasFailed()) return number;
  }
}

TEST_CASE("a fetch during which memory runs out has failed, the keys before it are served, and the next is good") {
  REQUIRE(AllocationMeter::coversOpenssl());
  for (const Shortage shortage : {Shortage::once, Shortage::lasting}) {
    CHECK(failEachAllocationOfAFetch(true, shortage) > 50);
    CHECK(failEachAllocationOfAFetch(false, shortage) > 0);
  }
}

TEST_CASE("a document for which memory runs out is not taken for one that came") {
  const std::string document = R"({"keys":[)" + std::string(40'000, ' ') + "]}";
  const KeyServer server([&](Exchange& exchange) { exchange.answer(document); }, CertificateFlaw::none,
                         KeyServer::Wire::plain);
  FetchRequest request;
  request.url = server.url("/");
  request.connectTimeout = request.totalTimeout = 20s;
  const Fetch fetch = curlFetch({"", "", true});
  CHECK(fetch(request).body == document);

  for (const Shortage shortage : {Shortage::once, Shortage::lasting}) {
    for (std::size_t number = 0;; ++number) {
      CAPTURE(number, shortage == Shortage::lasting);
      AllocationMeter meter(number, shortage);
      std::optional<FetchedDocument> fetched;
      bool wasShort = false;
      try {
        fetched = fetch(request);
      } catch (const std::bad_alloc&) {
        wasShort = true;
      }
      meter.stop();
      CHECK((fetched ? fetched->body == document : wasShort));
      CHECK((fetched || meter.hasFailed()));
      CHECK(fetch(request).body == document);
      if (!meter.hasFailed()) break;
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests

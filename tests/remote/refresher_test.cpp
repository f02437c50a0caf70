#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "src/remote/remote_provider.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::TokenIssuer;

const TokenIssuer& key(std::size_t index) {
  static const std::vector<TokenIssuer> issuers{TokenIssuer(), TokenIssuer(), TokenIssuer()};
  return issuers.at(index);
}

/// A provider over a publisher in memory, with a clock that the test moves.
class Remote {
 public:
  explicit Remote(Publisher& publisher, milliseconds waitForKeys = 2s) {
    RemoteJwksOptions options;
    options.waitForKeys = waitForKeys;
    options.fetch = publisher.fetch();
    options.clock = clock_.clock();
    provider_ = remoteJwks("https://tenant.example/jwks.json", std::move(options));
  }

  std::string answerFor(const std::string& keyId) const {
    return std::string(nameOf(provider_->find(Algorithm::RS256, keyId).error().code));
  }
  std::string answerFor(const TokenIssuer& issuer) const { return answerFor(issuer.keyId()); }

  void pass(seconds time) {
    clock_.advance(time);
    std::dynamic_pointer_cast<RemoteProvider>(provider_)->refresher().wake();
  }

  /// Lets time pass, and waits for the end of the fetch that is due then.
  void passAndFetch(seconds time) {
    const auto before = status().fetches;
    pass(time);
    REQUIRE(eventually([&] { return status().fetches > before; }));
  }

  RemoteJwksStatus status() const { return provider_->status(); }
  RemoteKeyProvider& provider() const { return *provider_; }
  const ManualClock& clock() const { return clock_; }

 private:
  ManualClock clock_;
  std::shared_ptr<RemoteKeyProvider> provider_;
};

TEST_CASE("the first request waits for the first fetch, and no later one fetches again") {
  Publisher publisher({key(0)});
  const Remote remote(publisher);
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(publisher.fetches() == 1);
  CHECK(remote.status().ready);
  CHECK(remote.status().keyIds == std::vector{key(0).keyId()});
  CHECK(remote.status().keys == 1);
}

TEST_CASE("prefetch says whether there are keys") {
  Publisher publisher({key(0)});
  publisher.goDown();
  const Remote remote(publisher);
  CHECK_FALSE(remote.provider().prefetch());
  CHECK_FALSE(remote.status().ready);
  CHECK(remote.status().lastFailureReason == "https://tenant.example/jwks.json: the tenant is down");
  publisher.goUp();
  CHECK(remote.provider().prefetch());
  CHECK(remote.status().ready);
  const int fetches = publisher.fetches();
  CHECK(remote.provider().prefetch());
  CHECK(publisher.fetches() == fetches);
}

TEST_CASE("while the tenant is down at the start the keys are unavailable, and once it is up they are there") {
  Publisher publisher({key(0)});
  publisher.goDown();
  Remote remote(publisher);
  CHECK(remote.answerFor(key(0)) == "keysUnavailable");
  CHECK(remote.answerFor("") == "keysUnavailable");
  for (int i = 0; i < 3; ++i) remote.passAndFetch(60s);
  CHECK(remote.answerFor(key(0)) == "keysUnavailable");
  publisher.goUp();
  remote.passAndFetch(60s);
  CHECK(remote.answerFor(key(0)) == "none");
}

TEST_CASE("the set is fetched ahead of its age, and what it no longer holds is unknown") {
  Publisher publisher({key(0), key(1)});
  Remote remote(publisher);
  CHECK(remote.answerFor(key(1)) == "none");
  const auto generation = remote.provider().generation();
  publisher.publish({key(0)});
  remote.pass(479s);
  CHECK(remote.answerFor(key(1)) == "none");
  remote.passAndFetch(61s);
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(remote.answerFor(key(1)) == "keyUnknown");
  CHECK(remote.provider().generation() > generation);
}

TEST_CASE("the same document again is the same generation") {
  Publisher publisher({key(0)});
  Remote remote(publisher);
  CHECK(remote.answerFor(key(0)) == "none");
  const auto generation = remote.provider().generation();
  remote.passAndFetch(540s);
  CHECK(remote.provider().generation() == generation);
}

TEST_CASE("while the keys are too old to be used the generation is another one, so that no verdict outlives them") {
  Publisher publisher({key(0)});
  publisher.hold();
  Remote remote(publisher);
  const auto beforeTheFirst = remote.provider().generation();
  publisher.release();
  CHECK(remote.answerFor(key(0)) == "none");
  const auto generation = remote.provider().generation();
  CHECK(generation != beforeTheFirst);
  publisher.goDown();
  remote.passAndFetch(24h + 1s);
  CHECK(remote.answerFor(key(0)) == "keysUnavailable");
  CHECK(remote.provider().generation() != generation);
  publisher.goUp();
  remote.passAndFetch(3600s);
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(remote.provider().generation() == generation);
}

TEST_CASE("a request with a known key does not wait for the fetch under way") {
  Publisher publisher({key(0)});
  Remote remote(publisher, 60s);
  CHECK(remote.answerFor(key(0)) == "none");
  publisher.hold();
  remote.pass(540s);
  REQUIRE(eventually([&] { return publisher.fetches() == 2; }));
  const auto start = steady_clock::now();
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(steady_clock::now() - start < 30s);
  publisher.release();
}

TEST_CASE("an unknown key id causes one fetch for all requests that wait, and the new key answers them all") {
  Publisher publisher({key(0)});
  Remote remote(publisher);
  CHECK(remote.answerFor(key(0)) == "none");
  publisher.publish({key(0), key(1)});
  publisher.hold();
  remote.pass(30s);
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i) callers.emplace_back([&] { good += remote.answerFor(key(1)) == "none" ? 1 : 0; });
    REQUIRE(eventually([&] { return remote.status().unknownKeys == 8; }));
    publisher.release();
  }
  CHECK(good == 8);
  CHECK(publisher.fetches() == 2);
}

TEST_CASE("a key that is published just after a fetch is fetched at once") {
  Publisher publisher({key(0)});
  Remote remote(publisher, 60s);
  CHECK(remote.answerFor(key(0)) == "none");
  publisher.publish({key(0), key(1)});
  CHECK(remote.answerFor(key(1)) == "none");
  CHECK(publisher.fetches() == 2);
}

TEST_CASE("within the pause an unknown key id is answered at once, without a fetch") {
  Publisher publisher({key(0)});
  Remote remote(publisher, 60s);
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(remote.answerFor("no-such-key") == "keyUnknown");
  CHECK(publisher.fetches() == 2);
  remote.pass(59s);
  const auto start = steady_clock::now();
  for (int i = 0; i < 1'000; ++i) CHECK(remote.answerFor("no-such-key-" + std::to_string(i)) == "keyUnknown");
  CHECK(steady_clock::now() - start < 30s);
  CHECK(publisher.fetches() == 2);
  remote.pass(1s);
  CHECK(remote.answerFor("no-such-key") == "keyUnknown");
  CHECK(publisher.fetches() == 3);
  CHECK(remote.status().unknownKeys == 1'002);
}

/// Whether it was called back, and how often.
class Callback {
 public:
  std::function<void()> function() {
    return [count = count_] { ++*count; };
  }
  int count() const { return *count_; }

 private:
  std::shared_ptr<std::atomic<int>> count_ = std::make_shared<std::atomic<int>>(0);
};

TEST_CASE("a host that must not wait gets keysPending, and is called back when the keys are here") {
  Publisher publisher({key(0)});
  publisher.hold();
  Remote remote(publisher, 0ms);
  CHECK(remote.answerFor(key(0)) == "keysPending");
  Callback first, second;
  remote.provider().whenSettled(first.function());
  remote.provider().whenSettled(second.function());
  CHECK(first.count() == 0);
  publisher.release();
  REQUIRE(eventually([&] { return first.count() == 1 && second.count() == 1; }));
  CHECK(remote.status().ready);
  CHECK(remote.answerFor(key(0)) == "none");

  publisher.publish({key(1)});
  publisher.hold();
  remote.pass(30s);
  CHECK(remote.answerFor(key(1)) == "keysPending");
  Callback rotated;
  remote.provider().whenSettled(rotated.function());
  CHECK(remote.answerFor(key(0)) == "none");
  CHECK(rotated.count() == 0);
  publisher.release();
  REQUIRE(eventually([&] { return remote.status().fetches == 2; }));
  REQUIRE(eventually([&] { return rotated.count() == 1; }));
  CHECK(remote.answerFor(key(1)) == "none");
  CHECK(remote.answerFor(key(0)) == "keyUnknown");
}

TEST_CASE("a callback comes at once where no fetch is due, after a failed fetch, and at the end of the provider") {
  Publisher publisher({key(0)});
  Callback idle, failed, last;
  {
    Remote remote(publisher);
    CHECK(remote.answerFor(key(0)) == "none");
    remote.provider().whenSettled(idle.function());
    CHECK(idle.count() == 1);

    publisher.goDown();
    publisher.hold();
    remote.pass(540s);
    remote.provider().whenSettled(failed.function());
    publisher.release();
    REQUIRE(eventually([&] { return failed.count() == 1; }));

    publisher.hold();
    remote.pass(540s);
    remote.provider().whenSettled(last.function());
    CHECK(last.count() == 0);
    publisher.release();
  }
  CHECK(last.count() == 1);
  CHECK(idle.count() == 1);
}

TEST_CASE("a failed fetch keeps the last good set up to the stale cap, then nothing is answered until one succeeds") {
  for (const std::string broken : {"", "<html>sorry</html>", R"({"keys": []})", R"({"keys": [{"kty": "oct"}]})"}) {
    CAPTURE(broken);
    Publisher publisher({key(0)});
    Remote remote(publisher);
    CHECK(remote.answerFor(key(0)) == "none");
    publisher.publishText(broken);
    remote.passAndFetch(540s);
    CHECK(remote.answerFor(key(0)) == "none");
    CHECK(remote.status().failures == 1);
    CHECK(remote.status().staleServes == 1);
    CHECK_FALSE(remote.status().lastFailureReason.empty());
    remote.passAndFetch(23h);
    CHECK(remote.answerFor(key(0)) == "none");
    remote.passAndFetch(1h);
    CHECK(remote.answerFor(key(0)) == "keysUnavailable");
    CHECK_FALSE(remote.status().ready);
    publisher.publish({key(0)});
    remote.passAndFetch(60s);
    CHECK(remote.answerFor(key(0)) == "none");
    CHECK(remote.status().staleServes == 2);
  }
}

TEST_CASE("while the set cannot be fetched an unknown key is not said to be wrong") {
  Publisher publisher({key(0)});
  Remote remote(publisher);
  CHECK(remote.answerFor(key(0)) == "none");
  publisher.goDown();
  remote.pass(30s);
  CHECK(remote.answerFor(key(1)) == "keysUnavailable");
  CHECK(remote.answerFor(key(1)) == "keysUnavailable");
  CHECK(remote.answerFor(key(0)) == "none");
}

TEST_CASE("refresh fetches now") {
  Publisher publisher({key(0)});
  const Remote remote(publisher);
  CHECK(remote.provider().prefetch());
  publisher.publish({key(1)});
  remote.provider().refresh();
  REQUIRE(eventually([&] { return remote.status().fetches == 2; }));
  CHECK(remote.answerFor(key(1)) == "none");
}

TEST_CASE("the timers follow the steady clock, whatever is done to the wall clock") {
  Publisher publisher({key(0)});
  Remote remote(publisher);
  CHECK(remote.provider().prefetch());
  ManualClock clock = remote.clock();
  for (const long long moment : {0LL, 4'000'000'000LL}) {
    clock.setWall(ManualClock::at(moment).now());
    remote.pass(0s);
    CHECK(remote.answerFor(key(0)) == "none");
  }
  CHECK(publisher.fetches() == 1);
  CHECK(remote.status().nextRefresh > ManualClock::at(4'000'000'000).now());
}

TEST_CASE("the end of a provider cuts off the fetch under way") {
  Publisher publisher({key(0)});
  publisher.hold();
  const auto start = steady_clock::now();
  {
    const Remote remote(publisher, 0ms);
    REQUIRE(eventually([&] { return publisher.fetches() == 1; }));
  }
  CHECK(steady_clock::now() - start < 30s);
}

TEST_CASE("a fetch of one's own is held to the size and to https, as libcurl is") {
  const std::string issuer = "https://tenant.example/";
  std::string keysUrl = issuer + "jwks.json";
  const std::string document = TokenIssuer::jwks({key(0)});
  RemoteJwksOptions options;
  options.fetch = [&](const FetchRequest& request) -> FetchedDocument {
    if (request.url == keysUrl) return {document, {}};
    return {R"({"issuer": ")" + issuer + R"(", "jwks_uri": ")" + keysUrl + "\"}", {}};
  };
  const auto reason = [&] {
    const auto keys = discover(issuer, options);
    return keys->prefetch() ? "" : keys->status().lastFailureReason;
  };
  CHECK(reason() == "");
  options.maxDocumentBytes = document.size();
  CHECK(reason() == "");
  options.maxDocumentBytes = document.size() - 1;
  CHECK_THAT(reason(), Contains("too large"));
  options.maxDocumentBytes = document.size();
  keysUrl = "http://tenant.example/jwks.json";
  CHECK_THAT(reason(), Contains("an http URL"));
}

TEST_CASE("options that cannot work are refused by name") {
  const auto settingAtFault = [](auto change) {
    RemoteJwksOptions options;
    Publisher publisher({key(0)});
    options.fetch = publisher.fetch();
    std::string url = "https://tenant.example/jwks.json";
    change(options, url);
    try {
      remoteJwks(url, options);
    } catch (const ConfigurationError& error) {
      return error.setting();
    }
    return std::string();
  };
  using Options = RemoteJwksOptions;
  CHECK(settingAtFault([](Options&, std::string&) {}) == "");
  CHECK(settingAtFault([](Options&, std::string& url) { url = "http://tenant.example/"; }) == "jwksUri");
  CHECK(settingAtFault([](Options& options, std::string& url) {
          url = "http://tenant.example/";
          options.acceptPlainHttp = true;
        }) == "");
  CHECK(settingAtFault([](Options& options, std::string&) { options.waitForKeys = -1ms; }) == "waitForKeys");
  CHECK(settingAtFault([](Options& options, std::string&) { options.waitForKeys = 61s; }) == "waitForKeys");
  CHECK(settingAtFault([](Options& options, std::string&) { options.refreshInterval = 0s; }) == "refreshInterval");
  CHECK(settingAtFault([](Options& options, std::string&) { options.unknownKeyPause = 0s; }) == "unknownKeyPause");
  CHECK(settingAtFault([](Options& options, std::string&) { options.unknownKeyPause = std::chrono::seconds::max(); }) ==
        "unknownKeyPause");
  CHECK(settingAtFault([](Options& options, std::string&) { options.refreshInterval = std::chrono::seconds::max(); }) ==
        "refreshInterval");
  CHECK(settingAtFault([](Options& options, std::string&) {
          options.totalTimeout = std::chrono::milliseconds::max();
        }) == "totalTimeout");
  CHECK(settingAtFault([](Options& options, std::string&) {
          options.connectTimeout = std::chrono::milliseconds::max();
        }) == "connectTimeout");
  CHECK(settingAtFault([](Options& options, std::string&) { options.staleCap = 1s; }) == "staleCap");
  CHECK(settingAtFault([](Options& options, std::string&) { options.staleCap = 365 * 24h; }) == "");
  CHECK(settingAtFault([](Options& options, std::string&) { options.staleCap = 365 * 24h + 1s; }) == "staleCap");
  CHECK(settingAtFault([](Options& options, std::string&) { options.connectTimeout = 0ms; }) == "connectTimeout");
  CHECK(settingAtFault([](Options& options, std::string&) { options.totalTimeout = 0ms; }) == "totalTimeout");
  CHECK(settingAtFault([](Options& options, std::string&) { options.maxDocumentBytes = 256 * 1024; }) == "");
  CHECK(settingAtFault([](Options& options, std::string&) { options.maxDocumentBytes = 256 * 1024 + 1; }) ==
        "maxDocumentBytes");
  CHECK(settingAtFault([](Options& options, std::string&) { options.clock.steady = nullptr; }) == "clock");
  CHECK(settingAtFault([](Options& options, std::string&) { options.caFile = "/no/such/file.pem"; }) == "caFile");
  for (const Algorithm hmac : {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512}) {
    CHECK(settingAtFault([&](Options& options, std::string&) { options.algorithms = {hmac}; }) == "algorithms");
    CHECK(settingAtFault([&](Options& options, std::string&) {
            options.algorithms = {Algorithm::RS256, hmac};
          }) == "algorithms");
  }
}

TEST_CASE("in a forked child the last set is used, an unknown key is refused with the reason, and destructors return") {
  Publisher publisher({key(0)});
  auto remote = std::make_unique<Remote>(publisher);
  REQUIRE(remote->answerFor(key(0)) == "none");
  const pid_t child = fork();
  if (child == 0) {
    bool isRight = remote->answerFor(key(0)) == "none" && remote->answerFor(key(1)) == "keysUnavailable";
    isRight = isRight && remote->status().lastFailureReason.find("forked") != std::string::npos;
    isRight = isRight && remote->provider().prefetch();
    remote.reset();
    _exit(isRight ? 0 : 1);
  }
  REQUIRE(child > 0);
  int status = -1;
  REQUIRE(eventually([&] { return waitpid(child, &status, WNOHANG) == child; }));
  CHECK(status == 0);
  CHECK(remote->answerFor(key(0)) == "none");
}

TEST_CASE("a clock that throws is a refusal, and fetching goes on afterwards") {
  const TokenIssuer& issuer = key(0);
  std::atomic<bool> throws{false};
  RemoteJwksOptions options;
  options.fetch = [set = issuer.jwks()](const FetchRequest&) { return FetchedDocument{set, {}}; };
  options.clock.steady = [&] {
    if (throws) throw 5;
    return steady_clock::now();
  };
  const auto keys = remoteJwks("https://tenant.example/jwks.json", options);
  REQUIRE(keys->prefetch());
  JwtAuthenticationConfig config = issuer.config();
  config.key.clear();
  config.verdictCacheEntries = 10;
  const JwtAuthenticationMechanism auth(config, keys);
  const std::string good = issuer.token().bearer();
  CHECK(auth.authenticate(good));
  throws = true;
  std::dynamic_pointer_cast<RemoteProvider>(keys)->refresher().wake();  // its thread meets the clock, too
  CHECK(codeOf(auth.authenticate(good)) == "unexpectedFailure");
  throws = false;
  CHECK(auth.authenticate(good));
  keys->refresh();
  CHECK(eventually([&] { return keys->status().fetches >= 2; }));
}

}  // namespace
}  // namespace jwtauth::tests

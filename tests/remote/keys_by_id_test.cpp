#include "src/remote/keys_by_id.hpp"

#include <map>
#include <mutex>

#include "jwtauth/remote_key_source.hpp"
#include "jwtauth/testing.hpp"
#include "src/remote/remote_provider.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using testing::TokenIssuer;

/// Publishes each key by itself, under any id, and remembers what was asked for.
class Shelf {
 public:
  RemoteJwksOptions options() {
    RemoteJwksOptions options;
    options.algorithms = {Algorithm::ES256};
    options.clock = clock_.clock();
    options.fetch = [this](const FetchRequest& request) -> FetchedDocument {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request.url);
      const auto document = documents_.find(request.url);
      if (document == documents_.end()) throw FetchError("HTTP status 403; expected 200");
      return {document->second, {}};
    };
    return options;
  }

  std::shared_ptr<RemoteKeyProvider> open() { return remoteKeys("https://keys.test/{kid}", options()); }

  void publish(const std::string& keyId, const std::string& document) {
    const std::lock_guard lock(mutex_);
    documents_["https://keys.test/" + keyId] = document;
  }
  void withdraw(const std::string& keyId) {
    const std::lock_guard lock(mutex_);
    documents_.erase("https://keys.test/" + keyId);
  }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  void pass(RemoteKeyProvider& keys, std::chrono::seconds time) {
    clock_.advance(time);
    dynamic_cast<RemoteProvider&>(keys).refresher().wake();
  }

 private:
  ManualClock clock_;
  std::mutex mutex_;
  std::map<std::string, std::string> documents_;
  std::vector<std::string> asked_;
};

const TokenIssuer& key() {
  static const TokenIssuer issuer(Algorithm::ES256);
  return issuer;
}

TEST_CASE("a key is fetched when a token names it, and not again") {
  Shelf shelf;
  shelf.publish("k-1", key().publicKeyPem());
  const auto keys = shelf.open();
  REQUIRE(keys->prefetch());
  CHECK(shelf.asked().empty());
  CHECK(codeOf(keys->find(Algorithm::ES256, "k-1")) == "none");
  CHECK(codeOf(keys->find(Algorithm::ES256, "k-1")) == "none");
  CHECK(shelf.asked() == std::vector<std::string>{"https://keys.test/k-1"});
  CHECK(keys->knownKeyIds() == std::vector<std::string>{"k-1"});
  CHECK(keys->status().keys == 1);
  CHECK(codeOf(keys->find(Algorithm::RS256, "k-1")) != "none");
}

TEST_CASE("a key id that could change the address is refused without a fetch") {
  Shelf shelf;
  const auto keys = shelf.open();
  REQUIRE(keys->prefetch());
  for (const std::string& keyId :
       {std::string(), std::string("../admin"), std::string("a/b"), std::string("a.b"), std::string("a?b"),
        std::string("a#b"), std::string("a%2fb"), std::string("a@b"), std::string("a\\b"), std::string("a b"),
        std::string("a\r\nb"), std::string("a\0b", 3), std::string("\xc3\xa4"), std::string("{kid}"),
        std::string(129, 'a')}) {
    CAPTURE(keyId);
    CHECK_FALSE(mayStandInUrl(keyId));
    CHECK(codeOf(keys->find(Algorithm::ES256, keyId)) == "keyUnknown");
  }
  CHECK(shelf.asked().empty());
  CHECK(mayStandInUrl(std::string(128, 'a')));
  CHECK(mayStandInUrl("AZaz09-_"));
}

TEST_CASE("unknown key ids cause fetches no more often than unknownKeyPause says") {
  Shelf shelf;
  const auto keys = shelf.open();
  REQUIRE(keys->prefetch());
  for (int i = 0; i < 50; ++i) CHECK(codeOf(keys->find(Algorithm::ES256, "made-up-" + std::to_string(i))) != "none");
  CHECK(shelf.asked().size() <= 8);
}

TEST_CASE("what is no public key for the algorithm is refused and said") {
  Shelf shelf;
  shelf.publish("html", "<html>no such key</html>");
  const auto keys = shelf.open();
  REQUIRE(keys->prefetch());
  CHECK(codeOf(keys->find(Algorithm::ES256, "html")) == "keysUnavailable");
  CHECK_THAT(keys->status().lastFailureReason, Contains("https://keys.test/html"));
  CHECK(keys->status().keys == 0);
}

TEST_CASE("a key that cannot be fetched takes no other key away") {
  Shelf shelf;
  shelf.publish("good", key().publicKeyPem());
  const auto keys = shelf.open();
  REQUIRE(keys->prefetch());
  CHECK(codeOf(keys->find(Algorithm::ES256, "good")) == "none");
  shelf.pass(*keys, 10min);
  CHECK(codeOf(keys->find(Algorithm::ES256, "missing")) != "none");
  CHECK(codeOf(keys->find(Algorithm::ES256, "good")) == "none");
}

TEST_CASE("a key that was withdrawn is used until the stale cap at most") {
  Shelf shelf;
  shelf.publish("k", key().publicKeyPem());
  const auto keys = shelf.open();
  REQUIRE(keys->prefetch());
  CHECK(codeOf(keys->find(Algorithm::ES256, "k")) == "none");
  shelf.withdraw("k");
  const auto before = keys->status().fetches;
  shelf.pass(*keys, 24h);
  for (int i = 0; i < 5'000 && keys->status().fetches == before; ++i) std::this_thread::sleep_for(1ms);
  CHECK(codeOf(keys->find(Algorithm::ES256, "k")) != "none");
}

TEST_CASE("an address without a place for the key id behind its host is refused") {
  const auto refused = [](const std::string& url) { return refusalOf([&] { return remoteKeys(url); }); };
  CHECK_THAT(refused("https://keys.test/k"), Contains("keyUri: without `{kid}`"));
  CHECK_THAT(refused("https://{kid}.keys.test/"), Contains("keyUri: `{kid}` before the path"));
  CHECK_THAT(refused("https://{kid}"), Contains("keyUri: `{kid}` before the path"));
  CHECK_THAT(refused("https://keys.test/{kid}/{kid}"), Contains("keyUri: braces besides one `{kid}`"));
  CHECK_THAT(refused("https://keys.test/{id}/{kid}"), Contains("keyUri: braces besides one `{kid}`"));
  CHECK_THAT(refused("http://keys.test/{kid}"), Contains("keyUri: an http URL"));
  CHECK_THAT(refused("https://user@keys.test/{kid}"), Contains("keyUri: a URL with a user name"));
  ConfiguredMechanism secret;
  secret.config.algorithm = Algorithm::HS256;
  secret.keySource.keyUri = "https://keys.test/{kid}";
  CHECK_THAT(refusalOf([&] { return openKeySource(secret); }), Contains("algorithm: HS256 beside `keyUri`"));
}

}  // namespace
}  // namespace jwtauth::tests

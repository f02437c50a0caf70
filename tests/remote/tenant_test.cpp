#include <array>
#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/remote/file.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::TokenIssuer;

/// A tenant over HTTPS: metadata and keys, each answered as the test wants it.
class Tenant {
 public:
  explicit Tenant(std::initializer_list<TokenIssuer> issuers, CertificateFlaw flaw = CertificateFlaw::none)
      : server_([this](Exchange& exchange) { answer(exchange); }, flaw) {
    publish(issuers);
  }

  void publish(std::initializer_list<TokenIssuer> issuers) {
    const std::string jwks = TokenIssuer::jwks(issuers);
    answerKeysBy([jwks](Exchange& exchange) { exchange.answer(jwks); });
  }
  void answerKeysBy(Answering answering) {
    const std::lock_guard lock(mutex_);
    keys_ = std::move(answering);
  }
  void claimToBe(std::string issuer) {
    const std::lock_guard lock(mutex_);
    claimedIssuer_ = std::move(issuer);
  }
  /// The metadata names another place of the keys.
  void moveKeysTo(std::string url) {
    const std::lock_guard lock(mutex_);
    keysUrl_ = std::move(url);
  }
  /// All is as it was at first.
  void recover(std::initializer_list<TokenIssuer> issuers) {
    claimToBe("");
    moveKeysTo("");
    publish(issuers);
  }

  std::string issuer() const { return server_.url("/"); }
  std::string jwksUrl() const { return server_.url("/jwks.json"); }
  int requests() const { return server_.requests(); }

  RemoteJwksOptions options() const {
    RemoteJwksOptions options;
    options.caFile = server_.caFile();
    options.connectTimeout = 300ms;
    options.totalTimeout = 500ms;
    return options;
  }

 private:
  std::string metadata() {
    const std::lock_guard lock(mutex_);
    return nlohmann::json{{"issuer", claimedIssuer_.empty() ? issuer() : claimedIssuer_},
                          {"jwks_uri", keysUrl_.empty() ? jwksUrl() : keysUrl_}}
        .dump();
  }

  void answer(Exchange& exchange) {
    if (exchange.path() == "/.well-known/openid-configuration") return exchange.answer(metadata());
    if (exchange.path() != "/jwks.json") return exchange.answer("", "", "404 Not Found");
    Answering answering;
    {
      const std::lock_guard lock(mutex_);
      answering = keys_;
    }
    answering(exchange);
  }

  std::mutex mutex_;
  Answering keys_;
  std::string claimedIssuer_, keysUrl_;
  KeyServer server_;
};

const std::vector<TokenIssuer>& keys() {
  static const std::vector<TokenIssuer> issuers{TokenIssuer(), TokenIssuer(), TokenIssuer()};
  return issuers;
}

std::string textOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

JwtAuthenticationMechanism mechanismOver(std::shared_ptr<KeyProvider> provider) {
  JwtAuthenticationConfig config = keys()[0].config();
  config.key.clear();
  return {std::move(config), std::move(provider)};
}

std::string answerTo(const JwtAuthenticationMechanism& auth, const TokenIssuer& issuer) {
  return std::string(nameOf(auth.authenticate(issuer.token().bearer()).error().code));
}

TEST_CASE("a tenant's URL is all it takes: by its JWK Set, or by its metadata") {
  const Tenant tenant({keys()[0]});
  CHECK(answerTo(mechanismOver(remoteJwks(tenant.jwksUrl(), tenant.options())), keys()[0]) == "none");
  CHECK(answerTo(mechanismOver(discover(tenant.issuer(), tenant.options())), keys()[0]) == "none");
}

TEST_CASE("metadata of another issuer gives no keys") {
  Tenant tenant({keys()[0]});
  tenant.claimToBe("https://evil.example/");
  const auto provider = discover(tenant.issuer(), tenant.options());
  CHECK_FALSE(provider->prefetch());
  CHECK(provider->status().lastFailureReason.find("another issuer") != std::string::npos);
  CHECK(answerTo(mechanismOver(provider), keys()[0]) == "keysUnavailable");
}

/// Servers beside the tenant's, at which its keys cannot be had.
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
};

Fault answering(const char* name, Answering answer, std::string reason = "") {
  return {name, [answer = std::move(answer)](Tenant& tenant) { tenant.answerKeysBy(answer); }, std::move(reason)};
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
      answering("a black hole", [](Exchange& exchange) { exchange.waitForTheEnd(); }),
      answering(
          "status 500", [](Exchange& exchange) { exchange.answer("", "", "500 Internal Server Error"); }, "status 500"),
      answering("HTML", "<html>down for maintenance</html>", "not a JSON object"),
      answering("a body cut off",
                [](Exchange& exchange) { exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"keys\": ["); }),
      answering("a dripping body",
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
    const File authorities(textOf(options.caFile) + textOf(places.expired.caFile()) +
                           textOf(places.otherName.caFile()));
    options.caFile = authorities.path();
    const auto provider = discover(tenant.issuer(), options);
    const auto auth = mechanismOver(provider);
    REQUIRE(answerTo(auth, keys()[0]) == "none");

    fault.strike(tenant);
    provider->refresh();
    const auto start = steady_clock::now();
    CHECK(answerTo(auth, keys()[0]) == "none");
    CHECK(steady_clock::now() - start < 200ms);
    CHECK(answerTo(auth, keys()[2]) == "keysUnavailable");
    CHECK(steady_clock::now() - start < 3s);
    CHECK(answerTo(auth, keys()[0]) == "none");
    CHECK(provider->status().failures == 1);
    CHECK_THAT(provider->status().lastFailureReason, Catch::Matchers::Contains(fault.reason));
    CHECK(provider->status().lastFailureReason.find("secret") == std::string::npos);

    tenant.recover({keys()[1]});
    provider->refresh();
    REQUIRE(eventually([&] { return answerTo(auth, keys()[1]) == "none"; }));
    CHECK(answerTo(auth, keys()[0]) == "keyUnknown");
  }
}

TEST_CASE("a certificate of the server that does not verify gives no keys") {
  for (const CertificateFlaw flaw : {CertificateFlaw::expired, CertificateFlaw::otherName}) {
    const Tenant tenant({keys()[0]}, flaw);
    CHECK_FALSE(remoteJwks(tenant.jwksUrl(), tenant.options())->prefetch());
  }
}

TEST_CASE("two keys under one key id are both refused, the others are used") {
  Tenant tenant({keys()[0]});
  auto set = nlohmann::json::parse(TokenIssuer::jwks({TokenIssuer(), TokenIssuer(), keys()[0]}));
  set["keys"][0]["kid"] = set["keys"][1]["kid"] = "twin";
  tenant.answerKeysBy([text = set.dump()](Exchange& exchange) { exchange.answer(text); });
  const auto provider = remoteJwks(tenant.jwksUrl(), tenant.options());
  CHECK(answerTo(mechanismOver(provider), keys()[0]) == "none");
  CHECK(provider->find(Algorithm::RS256, "twin").error().code == ErrorCode::keyUnknown);
  REQUIRE_FALSE(provider->skipped().empty());
  CHECK(provider->skipped().front().find("twin") != std::string::npos);
}

TEST_CASE("of several issuers each has its own keys fetched, and a stranger's token none") {
  const TokenIssuer elsewhere(Algorithm::RS256, "https://elsewhere.example/");
  Tenant first({keys()[0]}), second({elsewhere});
  const auto firstKeys = remoteJwks(first.jwksUrl(), first.options());
  const auto secondKeys = remoteJwks(second.jwksUrl(), second.options());
  std::vector<JwtAuthenticationMechanism> mechanisms;
  mechanisms.push_back(mechanismOver(firstKeys));
  JwtAuthenticationConfig config = elsewhere.config();
  config.key.clear();
  mechanisms.emplace_back(config, secondKeys);
  const IssuerRouter router(std::move(mechanisms));
  CHECK(router.authenticate(keys()[0].token().bearer()).hasValue());
  CHECK(router.authenticate(elsewhere.token().bearer()).hasValue());

  const TokenIssuer stranger(Algorithm::RS256, "https://evil.example/");
  CHECK(router.authenticate(stranger.token().bearer()).error().code == ErrorCode::issuerMismatch);
  CHECK_FALSE(router.explain(stranger.token().bearer()).accepted);
  for (const auto& provider : {firstKeys, secondKeys}) {
    CHECK(provider->status().fetches == 1);
    CHECK(provider->status().unknownKeys == 0);
  }
}

TEST_CASE("keys rotate fifty times under load without one wrong answer") {
  std::vector<TokenIssuer> rotating;
  for (int i = 0; i < 52; ++i) rotating.emplace_back(Algorithm::ES256);
  Tenant tenant({rotating[0], rotating[1]});
  const auto provider = remoteJwks(tenant.jwksUrl(), tenant.options());
  JwtAuthenticationConfig config = rotating[0].config();
  config.key.clear();
  const JwtAuthenticationMechanism auth(config, provider);
  REQUIRE(provider->prefetch());

  std::atomic<std::size_t> used{0};
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::array<std::atomic<int>, 2> verified{};
  std::vector<std::string> tokens;
  for (const TokenIssuer& issuer : rotating) tokens.push_back(issuer.token().bearer());
  {
    std::vector<std::jthread> verifying;
    for (std::atomic<int>& count : verified) {
      verifying.emplace_back([&] {
        while (!done) {
          wrong += auth.authenticate(tokens[used]).hasValue() ? 0 : 1;
          ++count;
        }
      });
    }
    const auto everybodyGoesOn = [&] {
      const int first = verified[0], second = verified[1];
      return eventually([&] { return verified[0] > first + 1 && verified[1] > second + 1; });
    };
    const auto fetched = [&] {
      const auto before = provider->status().fetches;
      provider->refresh();
      return eventually([&] { return provider->status().fetches > before; });
    };
    for (std::size_t i = 0; i < 50; ++i) {
      tenant.publish({rotating[i], rotating[i + 1]});  // the next one first,
      CHECK(fetched());
      used = i + 1;                                        // then used,
      tenant.publish({rotating[i + 1], rotating[i + 2]});  // then the previous one withdrawn
      CHECK(everybodyGoesOn());
      CHECK(fetched());
      CHECK(auth.authenticate(tokens[i]).error().code == ErrorCode::keyUnknown);
    }
    done = true;
  }
  CHECK(wrong == 0);
}

TEST_CASE("100,000 random key ids make for one fetch, and for no wait of known ones") {
  const Tenant tenant({keys()[0]});
  const auto provider = remoteJwks(tenant.jwksUrl(), tenant.options());
  const auto auth = mechanismOver(provider);
  REQUIRE(answerTo(auth, keys()[0]) == "none");
  for (int i = 0; i < 100'000; ++i) {
    if (provider->find(Algorithm::RS256, "random-" + std::to_string(i)).error().code != ErrorCode::keyUnknown) {
      FAIL("an unknown key id was answered otherwise");
    }
  }
  CHECK(tenant.requests() == 1);
  CHECK(answerTo(auth, keys()[0]) == "none");
}

}  // namespace
}  // namespace jwtauth::tests

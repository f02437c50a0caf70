#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"
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
  void claimToBe(std::string issuer) { issuer_ = std::move(issuer); }

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
  void answer(Exchange& exchange) {
    if (exchange.path() == "/.well-known/openid-configuration") {
      const std::string issuer = issuer_.empty() ? this->issuer() : issuer_;
      return exchange.answer(R"({"issuer": ")" + issuer + R"(", "jwks_uri": ")" + jwksUrl() + R"("})");
    }
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
  std::string issuer_;
  KeyServer server_;
};

const std::vector<TokenIssuer>& keys() {
  static const std::vector<TokenIssuer> issuers{TokenIssuer(), TokenIssuer(), TokenIssuer()};
  return issuers;
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

struct Fault {
  const char* name;
  Answering answering;
};

std::vector<Fault> faults() {
  const auto withStatus = [](const char* status, const char* body) -> Answering {
    return [=](Exchange& exchange) { exchange.answer(body, "", status); };
  };
  std::string manyKeys = R"({"keys": [)";
  for (int i = 0; i < 10'000; ++i) manyKeys += std::string(i == 0 ? "" : ",") + R"({"kty":"OKP"})";
  manyKeys += "]}";
  return {{"a black hole", [](Exchange& exchange) { exchange.waitForTheEnd(); }},
          {"status 500", withStatus("500 Internal Server Error", "")},
          {"HTML", withStatus("200 OK", "<html>down for maintenance</html>")},
          {"a body cut off",
           [](Exchange& exchange) { exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"keys\": ["); }},
          {"a dripping body",
           [](Exchange& exchange) {
             exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
             for (int i = 0; i < 1000 && exchange.send(" "); ++i) std::this_thread::sleep_for(20ms);
           }},
          {"a gigabyte",
           [](Exchange& exchange) {
             const std::string block(64 * 1024, ' ');
             exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
             for (int i = 0; i < 16 * 1024 && exchange.send(block); ++i) {
             }
           }},
          {"10,000 keys", [manyKeys](Exchange& exchange) { exchange.answer(manyKeys); }},
          {"a redirect loop", [](Exchange& exchange) { exchange.answer("", "Location: /jwks.json\r\n", "302 Found"); }},
          {"a redirect to http",
           [](Exchange& exchange) { exchange.answer("", "Location: http://127.0.0.1:1/\r\n", "302 Found"); }},
          {"an empty set", withStatus("200 OK", R"({"keys": []})")},
          {"another document", withStatus("200 OK", R"({"issuer": "https://tenant.example/"})")}};
}

TEST_CASE("whatever the tenant answers, known keys go on without waiting and unknown ones are not said to be wrong") {
  for (const Fault& fault : faults()) {
    CAPTURE(fault.name);
    Tenant tenant({keys()[0]});
    const auto provider = remoteJwks(tenant.jwksUrl(), tenant.options());
    const auto auth = mechanismOver(provider);
    REQUIRE(answerTo(auth, keys()[0]) == "none");

    tenant.answerKeysBy(fault.answering);
    provider->refresh();
    const auto start = steady_clock::now();
    CHECK(answerTo(auth, keys()[0]) == "none");
    CHECK(steady_clock::now() - start < 200ms);
    CHECK(answerTo(auth, keys()[1]) == "keysUnavailable");
    CHECK(steady_clock::now() - start < 3s);
    CHECK(answerTo(auth, keys()[0]) == "none");
    CHECK(provider->status().failures == 1);

    tenant.publish({keys()[1]});
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

#include "tests/remote/tenant.hpp"

#include <netinet/in.h>

#include <array>
#include <atomic>
#include <thread>

#include "jwtauth/issuer_router.hpp"
#include "src/remote/curl_fetch.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

TEST_CASE("a tenant's URL is all it takes: by its JWK Set, or by its metadata") {
  const Tenant tenant({keys()[0]});
  CHECK(answerTo(mechanismOver(remoteJwks(tenant.jwksUrl(), tenant.options())), keys()[0]) == "none");
  CHECK(answerTo(mechanismOver(discover(tenant.issuer(), tenant.options())), keys()[0]) == "none");
}

TEST_CASE("metadata and keys together are fetched within one time-out") {
  const std::string issuer = "https://tenant.example/";
  constexpr auto slowness = std::chrono::milliseconds(20);
  std::vector<std::chrono::milliseconds> granted;
  RemoteJwksOptions options;
  options.fetch = [&](const FetchRequest& request) -> FetchedDocument {
    granted.push_back(request.totalTimeout);
    std::this_thread::sleep_for(slowness);
    if (request.url.ends_with("openid-configuration")) throw FetchError("not here");
    if (request.url.ends_with("keys")) return {TokenIssuer::jwks({keys()[0]}), {}};
    return {R"({"issuer":")" + issuer + R"(","jwks_uri":"https://tenant.example/keys"})", {}};
  };
  CHECK(discover(issuer, options)->prefetch());
  REQUIRE(granted.size() == 3);
  CHECK(granted[0] <= options.totalTimeout);
  CHECK(granted[1] <= granted[0] - slowness);
  CHECK(granted[2] <= granted[1] - slowness);

  granted.clear();
  options.totalTimeout = slowness;
  const auto late = discover(issuer, options);
  CHECK_FALSE(late->prefetch());
  CHECK(granted.size() == 1);
  CHECK(late->status().lastFailureReason.find("no time was left") != std::string::npos);
}

TEST_CASE("metadata from a public address leads to keys at public addresses only") {
  Tenant tenant({keys()[0]});
  const KeyServer inner([](Exchange& exchange) { exchange.answer(TokenIssuer::jwks({keys()[0]})); },
                        CertificateFlaw::none, KeyServer::Wire::plain);
  tenant.moveKeysTo(inner.url("/"));
  const auto portOf = [](const sockaddr& address) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  };
  const std::string issuer = tenant.issuer();
  const auto publicPort = static_cast<std::uint16_t>(std::stoi(issuer.substr(issuer.rfind(':') + 1)));
  RemoteJwksOptions options = tenant.options();
  options.acceptPlainHttp = true;
  CHECK(discover(issuer, options)->prefetch());  // the issuer is on loopback itself
  CHECK(inner.requests() == 1);

  CurlSettings settings{options.caFile, "", true};
  settings.isPublic = [&](const sockaddr& address) { return portOf(address) == publicPort; };
  options.fetch = curlFetch(settings);
  const auto provider = discover(issuer, options);
  CHECK_FALSE(provider->prefetch());
  CHECK(provider->status().lastFailureReason.find("acceptPrivateAddresses lets it through") != std::string::npos);
  CHECK(inner.requests() == 1);

  options.acceptPrivateAddresses = true;
  CHECK(discover(issuer, options)->prefetch());
  CHECK(inner.requests() == 2);
}

TEST_CASE("metadata of another issuer gives no keys") {
  Tenant tenant({keys()[0]});
  tenant.claimToBe("https://evil.example/");
  const auto provider = discover(tenant.issuer(), tenant.options());
  CHECK_FALSE(provider->prefetch());
  CHECK(provider->status().lastFailureReason.find("another issuer") != std::string::npos);
  CHECK(answerTo(mechanismOver(provider), keys()[0]) == "keysUnavailable");
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

TEST_CASE("each of several issuers has its own keys fetched, and a token of an unknown issuer causes no fetch") {
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
    const auto allGoOn = [&] {
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
      CHECK(allGoOn());
      CHECK(fetched());
      CHECK(auth.authenticate(tokens[i]).error().code == ErrorCode::keyUnknown);
    }
    done = true;
  }
  CHECK(wrong == 0);
}

TEST_CASE("100,000 random key ids make for one more fetch, and for no wait of known ones") {
  const Tenant tenant({keys()[0]});
  const auto provider = remoteJwks(tenant.jwksUrl(), tenant.options());
  const auto auth = mechanismOver(provider);
  REQUIRE(answerTo(auth, keys()[0]) == "none");
  for (int i = 0; i < 100'000; ++i) {
    if (provider->find(Algorithm::RS256, "random-" + std::to_string(i)).error().code != ErrorCode::keyUnknown) {
      FAIL("an unknown key id was answered otherwise");
    }
  }
  CHECK(tenant.requests() == 2);
  CHECK(answerTo(auth, keys()[0]) == "none");
}

}  // namespace
}  // namespace jwtauth::tests

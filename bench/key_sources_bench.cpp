// What finding the key costs: one in the configuration, one of a fetched set, one behind a router of several issuers.
// Prints nanoseconds; each way is measured in turn, many times, and the medians are compared, since machines are noisy.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwks.hpp"
#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"

namespace {

using jwtauth::Algorithm;
using jwtauth::JwtAuthenticationMechanism;
using jwtauth::testing::TokenIssuer;

struct Way {
  const char* name;
  std::function<bool()> once;
  std::vector<double> nanoseconds{};
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// The first way is what the others are compared with.
void compare(const char* title, std::vector<Way> ways, int callsInARun) {
  constexpr int runs = 101;
  for (int run = 0; run < runs; ++run) {
    for (Way& way : ways) {
      const auto start = std::chrono::steady_clock::now();
      for (int call = 0; call < callsInARun; ++call) {
        if (!way.once()) std::printf("%s: refused\n", way.name);
      }
      const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
      way.nanoseconds.push_back(time.count() / callsInARun);
    }
  }
  std::printf("%s\n", title);
  const double first = median(ways.front().nanoseconds);
  for (const Way& way : ways) {
    const double time = median(way.nanoseconds);
    std::printf("  %-40s %9.0f ns  %+7.0f ns\n", way.name, time, time - first);
  }
}

std::shared_ptr<jwtauth::RemoteKeyProvider> fetched(const TokenIssuer& issuer) {
  jwtauth::RemoteJwksOptions options;
  options.fetch = [jwks = issuer.jwks()](const jwtauth::FetchRequest&) {
    return jwtauth::FetchedDocument{jwks, std::nullopt};
  };
  auto provider = jwtauth::remoteJwks("https://tenant.example/", options);
  provider->prefetch();
  return provider;
}

}  // namespace

int main() {
  const TokenIssuer ed(Algorithm::EdDSA), rsa(Algorithm::RS256);
  const auto fixed = jwtauth::singleKey(jwtauth::VerificationKey::fromText(Algorithm::RS256, rsa.key()));
  const auto set = jwtauth::parseJwks(rsa.jwks(), std::array{Algorithm::RS256});
  const auto remote = fetched(rsa);
  const auto find = [&](const auto& provider) {
    return [&provider, id = rsa.keyId()] { return provider->find(Algorithm::RS256, id).hasValue(); };
  };
  compare("KeyProvider::find",
          {{"one key", find(fixed)}, {"a JWK Set", find(set)}, {"a fetched JWK Set", find(remote)}}, 10'000);

  auto config = rsa.config();
  const std::string header = rsa.token().bearer();
  const JwtAuthenticationMechanism byKey(config);
  config.key.clear();
  const JwtAuthenticationMechanism bySet(config, remote);
  const auto authenticate = [&](const auto& auth, const std::string& field) {
    return [&] { return auth.authenticate(field).hasValue(); };
  };
  compare("authenticate, RS256",
          {{"one key", authenticate(byKey, header)}, {"a fetched JWK Set", authenticate(bySet, header)}}, 100);

  std::vector<JwtAuthenticationMechanism> mechanisms;
  std::vector<TokenIssuer> issuers;
  for (const char* name : {"https://one.example/", "https://two.example/", "https://three.example/"}) {
    issuers.emplace_back(Algorithm::HS256, name);
    mechanisms.emplace_back(issuers.back().config());
  }
  const JwtAuthenticationMechanism sole(issuers.back().config());
  const jwtauth::IssuerRouter router(std::move(mechanisms));
  const std::string routed = issuers.back().token().bearer();
  compare("authenticate, HS256",
          {{"one issuer", authenticate(sole, routed)}, {"the last of three issuers", authenticate(router, routed)}},
          1'000);
}

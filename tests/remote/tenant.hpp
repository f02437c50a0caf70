#pragma once

#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"
#include "tests/remote/key_server.hpp"

namespace jwtauth::tests {

/// A tenant over HTTPS: metadata and keys, each answered as the test wants it.
class Tenant {
 public:
  explicit Tenant(std::initializer_list<testing::TokenIssuer> issuers, CertificateFlaw flaw = CertificateFlaw::none)
      : server_([this](Exchange& exchange) { answer(exchange); }, flaw) {
    publish(issuers);
  }

  void publish(std::initializer_list<testing::TokenIssuer> issuers) {
    const std::string jwks = testing::TokenIssuer::jwks(issuers);
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
  void recover(std::initializer_list<testing::TokenIssuer> issuers) {
    claimToBe("");
    moveKeysTo("");
    publish(issuers);
  }

  std::string issuer() const { return server_.url("/"); }
  std::string jwksUrl() const { return server_.url("/jwks.json"); }
  int requests() const { return server_.requests(); }

  /// Patient ones: machines that run tests are busy.
  RemoteJwksOptions options() const {
    RemoteJwksOptions options;
    options.caFile = server_.caFile();
    options.waitForKeys = options.connectTimeout = options.totalTimeout = std::chrono::seconds(20);
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

inline const std::vector<testing::TokenIssuer>& keys() {
  static const std::vector<testing::TokenIssuer> issuers(3);
  return issuers;
}

inline JwtAuthenticationMechanism mechanismOver(std::shared_ptr<KeyProvider> provider) {
  JwtAuthenticationConfig config = keys()[0].config();
  config.key.clear();
  return {std::move(config), std::move(provider)};
}

inline std::string answerTo(const JwtAuthenticationMechanism& auth, const testing::TokenIssuer& issuer) {
  return std::string(nameOf(auth.authenticate(issuer.token().bearer()).error().code));
}

}  // namespace jwtauth::tests

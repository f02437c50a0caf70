#pragma once

#include <chrono>
#include <memory>
#include <thread>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"

/// A tenant that takes a while to answer with its keys, and a mechanism that never waits for them.
class SlowTenant {
 public:
  const jwtauth::AuthenticationMechanism& mechanism() const { return auth_; }
  std::string bearer() const { return issuer_.token("ann").bearer(); }

 private:
  static std::shared_ptr<jwtauth::KeyProvider> keysOf(const jwtauth::testing::TokenIssuer& issuer) {
    jwtauth::RemoteJwksOptions options;
    options.waitForKeys = std::chrono::milliseconds(0);  // find() answers keysPending at once
    options.fetch = [keySet = issuer.jwks()](const jwtauth::FetchRequest&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      return jwtauth::FetchedDocument{keySet, {}};
    };
    return jwtauth::remoteJwks("https://tenant.example/jwks.json", options);
  }

  jwtauth::testing::TokenIssuer issuer_;
  jwtauth::JwtAuthenticationMechanism auth_{{.issuer = issuer_.issuer(), .audience = {issuer_.audience()}},
                                            keysOf(issuer_)};
};

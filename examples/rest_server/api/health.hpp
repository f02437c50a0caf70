#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "jwtauth/remote_jwks.hpp"

namespace rest::api {

/// An issuer whose tokens are taken, and where its keys come from.
struct IssuerKeys {
  std::string issuer;
  std::shared_ptr<jwtauth::RemoteKeyProvider> provider;  ///< null: the keys are in the configuration
};

/// Whether tokens can be verified: 200 when the keys of every issuer are here, else 503, and how old they are.
http::Response healthOf(const std::vector<IssuerKeys>& issuers);

}  // namespace rest::api

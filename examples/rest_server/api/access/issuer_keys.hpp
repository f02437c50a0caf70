#pragma once

#include <memory>
#include <string>

#include "jwtauth/remote_jwks.hpp"

namespace rest::api {

/// An issuer whose tokens are taken, and where its keys come from.
struct IssuerKeys {
  std::string issuer;
  std::shared_ptr<jwtauth::RemoteKeyProvider> provider;  ///< null: the keys are in the configuration
};

}  // namespace rest::api

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

/// Whether requests can be served: 200 when the keys of every issuer are here and the store answers, else 503; which of
/// them is missing, and how old the keys are.
http::Response health(const std::vector<IssuerKeys>& issuers, bool storeAnswers);

/// The same of the store alone.
http::Response storeHealth(bool storeAnswers);

}  // namespace rest::api

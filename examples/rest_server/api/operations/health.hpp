#pragma once

#include <vector>

#include "api/access/issuer_keys.hpp"
#include "http/message.hpp"

namespace rest::api {

/// Whether requests can be served: 200 when the keys of every issuer are here and the store answers, else 503; which of
/// them is missing, and how old the keys are.
http::Response health(const std::vector<IssuerKeys>& issuers, bool storeAnswers);

/// The same of the store alone.
http::Response storeHealth(bool storeAnswers);

}  // namespace rest::api

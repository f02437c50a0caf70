#pragma once

#include <optional>
#include <vector>

#include "api/access/issuer_keys.hpp"
#include "http/message.hpp"

namespace rest::api {

/// Whether requests can be served: 200 when the keys of every issuer are here and the store, if there is one, answers,
/// else 503; which of them is missing, and how old the keys are.
http::Response health(const std::vector<IssuerKeys>& issuers, std::optional<bool> storeAnswers = std::nullopt);

/// The same of the store alone.
http::Response storeHealth(bool storeAnswers);

}  // namespace rest::api

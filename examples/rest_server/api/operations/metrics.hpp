#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/access/issuer_keys.hpp"
#include "api/access/refusals.hpp"
#include "http/traffic.hpp"

namespace rest::api {

/// What the server tells of itself.
struct Metrics {
  http::ServerReport server;
  const Refusals& refusals;
  const std::vector<IssuerKeys>& issuers;
  std::optional<bool> storeAnswers{};  ///< nothing without a store
  std::uint64_t droppedLogLines = 0;
};

/// In Prometheus' text format 0.0.4.
std::string prometheusText(const Metrics& metrics);

}  // namespace rest::api

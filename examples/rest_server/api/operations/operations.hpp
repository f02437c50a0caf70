#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "api/access/issuer_keys.hpp"
#include "api/access/refusals.hpp"
#include "api/operations/health.hpp"
#include "api/operations/store_probe.hpp"
#include "http/message.hpp"
#include "http/traffic.hpp"

namespace rest::api {

/// What operators and their programs ask: is it alive, is it well, what has it done. Safe for any number of threads.
class Operations {
 public:
  Operations(DocumentStore& store, std::vector<IssuerKeys> issuers, std::shared_ptr<const Refusals> refusals)
      : issuers_(std::move(issuers)), refusals_(std::move(refusals)), probe_(store) {}

  /// Where the server's own counts come from. Before the first request only.
  void watch(std::function<http::ServerReport()> report) { report_ = std::move(report); }

  // Each asks the store, and may block.
  http::Response health() { return api::health(issuers_, probe_.storeAnswers()); }
  http::Response storeHealth() { return api::storeHealth(probe_.storeAnswers()); }
  http::Response metrics();

 private:
  std::vector<IssuerKeys> issuers_;
  std::shared_ptr<const Refusals> refusals_;
  StoreProbe probe_;
  std::function<http::ServerReport()> report_ = [] { return http::ServerReport{}; };
};

}  // namespace rest::api

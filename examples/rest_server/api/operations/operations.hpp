#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "api/operations/health.hpp"
#include "api/operations/metrics.hpp"
#include "api/operations/store_probe.hpp"
#include "http/handler.hpp"

namespace rest::api {

/// What operators and their programs ask: is it alive, is it well, what has it done. Safe for any number of threads.
class Operations {
 public:
  using Outcome = std::variant<http::Response, http::BlockingWork>;

  Operations(DocumentStore& store, std::vector<IssuerKeys> issuers, std::shared_ptr<const Refusals> refusals)
      : issuers_(std::move(issuers)), refusals_(std::move(refusals)), probe_(store) {}

  /// Where the server's own counts come from. Before the first request only.
  void watch(std::function<http::ServerReport()> report) { report_ = std::move(report); }

  /// /ping (200 as long as the process lives), /health and /health/db (200 or 503): answered to everybody, for who asks
  /// is a load balancer.
  static bool isForEverybody(std::span<const std::string> segments);
  /// /metrics: to who has a permission for it.
  static bool isMetrics(std::span<const std::string> segments);

  /// The answer for either of them.
  Outcome answer(std::span<const std::string> segments, std::string_view method);

 private:
  http::Response metrics();

  std::vector<IssuerKeys> issuers_;
  std::shared_ptr<const Refusals> refusals_;
  StoreProbe probe_;
  std::function<http::ServerReport()> report_ = [] { return http::ServerReport{}; };
};

}  // namespace rest::api

#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "ext_authz.grpc.pb.h"
#include "http/handler.hpp"
#include "http/server.hpp"
#include "http/traffic.hpp"

namespace jwtauth::forwardAuth {

/// Answers the checks of proxies by a gate that reads OriginalRequestFrom::attributes. No thread waits: a check whose
/// keys are on their way is held, and the gate is asked again when they are there.
class CheckService final : public envoy::service::auth::v3::Authorization::CallbackService {
 public:
  using Question = envoy::service::auth::v3::CheckRequest;
  using Answer = envoy::service::auth::v3::CheckResponse;

  struct Options {
    std::vector<std::string> identity;  ///< the names of the fields that say who was let in
    rest::http::RequestLog log = rest::http::RequestLog::nothing;
    std::size_t heldChecks = rest::http::Limits().heldRequests;  ///< more are answered at once
    std::chrono::milliseconds hold = rest::http::Limits().hold;
  };

  CheckService(rest::http::Handler& gate, Options options) : gate_(gate), options_(std::move(options)) {}

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const Question* asked, Answer* answer) override;

  /// What has been answered, by any thread.
  rest::http::Traffic traffic() const;

 private:
  class HeldCheck;
  using Clock = std::chrono::steady_clock;

  rest::http::Response ask(const rest::http::Request& question) noexcept;
  void settle(const rest::http::Request& question, const rest::http::Response& response, Clock::time_point since,
              Answer& answer);

  rest::http::Handler& gate_;
  const Options options_;
  std::atomic<std::size_t> held_{0};
  mutable std::mutex counting_;
  rest::http::TrafficCounters traffic_;
};

}  // namespace jwtauth::forwardAuth

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "api/access/issuer_keys.hpp"
#include "api/access/refusals.hpp"
#include "http/handler.hpp"
#include "http/traffic.hpp"

namespace jwtauth::forwardAuth {

/// What operators ask, at an address of its own: `/health` and `/metrics`. At the gate's address their answers would
/// let in whoever asks for these paths.
class OperationsPage : public rest::http::Handler {
 public:
  OperationsPage(std::vector<rest::api::IssuerKeys> issuers, std::shared_ptr<const rest::api::Refusals> refusals,
                 std::function<rest::http::ServerReport()> report)
      : issuers_(std::move(issuers)), refusals_(std::move(refusals)), report_(std::move(report)) {}

  std::variant<rest::http::Response, rest::http::BlockingWork> handle(const rest::http::Request& request) override;
  rest::http::Response refuse(int status, std::string_view message) override;

 private:
  rest::http::Response pageFor(const rest::http::Request& request) const;

  std::vector<rest::api::IssuerKeys> issuers_;
  std::shared_ptr<const rest::api::Refusals> refusals_;
  std::function<rest::http::ServerReport()> report_;
};

}  // namespace jwtauth::forwardAuth

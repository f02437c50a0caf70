#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/access/access.hpp"
#include "http/handler.hpp"
#include "identity_fields.hpp"
#include "original_request.hpp"

namespace jwtauth::forwardAuth {

/// What a gate is told besides who vouches for users.
struct GateRules {
  std::vector<ClaimField> claims{};
  bool asksPermissions = false;  ///< else each user with a good token is let in
};

/// Answers a proxy's question whether a request may pass: 200 with who it is from, or the refusal as the client gets
/// it. Each request is a question, whatever its method and path, so that no path lets in without one. Answers as soon
/// as the head has come.
class Gate : public rest::http::Handler {
 public:
  /// Several gates may share who they let in, for proxies that ask in different forms.
  Gate(std::shared_ptr<const rest::api::AccessControl> access, OriginalRequests originals, GateRules rules)
      : access_(std::move(access)), originals_(std::move(originals)), rules_(std::move(rules)) {}

  std::variant<rest::http::Response, rest::http::BlockingWork> handle(const rest::http::Request& question) override;
  rest::http::HeadVerdict lookAtHead(const rest::http::Request& question) override;
  rest::http::Response refuse(int status, std::string_view message) override;

  std::shared_ptr<const rest::api::Refusals> refusals() const { return access_->refusals(); }

 private:
  rest::http::Response answerTo(const rest::http::Request& question, bool mayBeHeld) const;
  rest::http::Response verdict(const OriginalRequest& original) const;
  rest::http::Response letIn(const OriginalRequest& original, const Principal* user) const;

  std::shared_ptr<const rest::api::AccessControl> access_;
  OriginalRequests originals_;
  GateRules rules_;
};

}  // namespace jwtauth::forwardAuth

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "api/authorization/access_request.hpp"

namespace rest::api {

/// A request with all that it borrows, put together step by step; its user comes by a real token.
class Asked {
 public:
  Asked(std::string method, std::string target);

  /// A user with these roles and claims.
  Asked& by(const nlohmann::json& claims, std::vector<std::string> roles = {"user"});
  Asked& withBody(std::string body);
  Asked& withField(std::string name, std::string value);
  Asked& from(std::string address);
  Asked& at(AccessRequest::Time now);

  const http::Request& request();
  const Target& target() const noexcept { return target_; }
  /// A new look at it: nothing of it has been read yet.
  AccessRequest look();

 private:
  std::string method_;
  std::string targetText_;
  Target target_;
  std::string body_;
  std::string address_ = "192.0.2.7";
  std::vector<std::pair<std::string, std::string>> fields_;
  std::optional<jwtauth::Principal> user_;
  AccessRequest::Time now_{};
  http::Request request_;
};

}  // namespace rest::api

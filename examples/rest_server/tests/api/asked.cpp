#include "tests/api/asked.hpp"

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

namespace rest::api {
namespace {

jwtauth::Principal principalWith(const nlohmann::json& claims, const std::vector<std::string>& roles) {
  static const jwtauth::testing::TokenIssuer issuer(jwtauth::Algorithm::HS256);
  jwtauth::JwtAuthenticationConfig config = issuer.config();
  config.fixedRoles = roles;
  jwtauth::testing::TokenBuilder token = issuer.token("alice");
  for (const auto& [name, value] : claims.items()) token.claimJson(name, value.dump());
  return jwtauth::JwtAuthenticationMechanism(config).verifyToken(token.sign()).value();
}

}  // namespace

Asked::Asked(std::string method, std::string target)
    : method_(std::move(method)), targetText_(std::move(target)), target_(parseTarget(targetText_)) {}

Asked& Asked::by(const nlohmann::json& claims, std::vector<std::string> roles) {
  user_ = principalWith(claims, roles);
  return *this;
}

Asked& Asked::withBody(std::string body) {
  body_ = std::move(body);
  return *this;
}

Asked& Asked::withField(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Asked& Asked::from(std::string address) {
  address_ = std::move(address);
  return *this;
}

Asked& Asked::at(AccessRequest::Time now) {
  now_ = now;
  return *this;
}

const http::Request& Asked::request() {
  request_ = {method_, targetText_, {}, body_, address_};
  for (const auto& [name, value] : fields_) request_.fields.push_back({name, value});
  return request_;
}

AccessRequest Asked::look() {
  return {request(), target_, user_ ? &*user_ : nullptr, now_};
}

}  // namespace rest::api

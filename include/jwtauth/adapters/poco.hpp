#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <utility>

#include "jwtauth/adapters/http.hpp"

/// For POCO's HTTPServer. Its threads may wait: give the key provider waitForKeys, and requests wait for their keys.
namespace jwtauth::inline v0::adapters::poco {

inline CollectedRequest collect(const Poco::Net::HTTPServerRequest& request, Scheme scheme = Scheme::http) {
  CollectedRequest collected(request.getMethod(), request.getURI(), scheme);
  for (const auto& [name, value] : request) collected.add(name, value);
  return collected;
}

/// Adds the fields of a verdict to its answer, and to a refusal the status.
inline void answer(Poco::Net::HTTPServerResponse& response, const Verdict& verdict) {
  if (!verdict.user) {
    response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(verdict.status));
    response.setContentLength(0);
  }
  for (const auto& [name, value] : verdict.fields) response.add(name, value);
}

/// A handler whose handleUser() is called for users only. The mechanism outlives the server.
class UserRequestHandler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit UserRequestHandler(const AuthenticationMechanism& mechanism, Requirement requirement = {},
                              Scheme scheme = Scheme::http)
      : mechanism_(mechanism), requirement_(std::move(requirement)), scheme_(scheme) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) final {
    CollectedRequest collected = collect(request, scheme_);
    const Verdict verdict = judge(mechanism_, collected, requirement_);
    answer(response, verdict);
    if (verdict.user) return handleUser(request, response, *verdict.user);
    response.send();
  }

  virtual void handleUser(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response,
                          const Principal& user) = 0;

 private:
  const AuthenticationMechanism& mechanism_;
  Requirement requirement_;
  Scheme scheme_;
};

}  // namespace jwtauth::inline v0::adapters::poco

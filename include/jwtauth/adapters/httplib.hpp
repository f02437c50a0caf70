#pragma once

#include <httplib.h>

#include <functional>
#include <utility>

#include "jwtauth/adapters/http.hpp"

/// For cpp-httplib. Its threads may wait: give the key provider waitForKeys, and requests wait for their keys.
namespace jwtauth::inline v0::adapters::cpphttplib {

/// A handler that is called for users only.
using UserHandler = std::function<void(const httplib::Request&, httplib::Response&, const Principal&)>;

inline CollectedRequest collect(const httplib::Request& request, Scheme scheme = Scheme::http) {
  CollectedRequest collected(request.method, request.target, scheme);
  for (const auto& [name, value] : request.headers) collected.add(name, value);
  return collected;
}

/// Adds the fields of a verdict to its answer, and to a refusal the status.
inline void answer(httplib::Response& response, const Verdict& verdict) {
  if (!verdict.user) response.status = verdict.status;
  for (const auto& [name, value] : verdict.fields) response.headers.emplace(name, value);
}

/// For a route: `server.Get("/notes", forUsers(auth, handler))`. The mechanism outlives the server.
inline httplib::Server::Handler forUsers(const AuthenticationMechanism& mechanism, UserHandler handler,
                                         Requirement requirement = {}, Scheme scheme = Scheme::http) {
  return [&mechanism, handler = std::move(handler), requirement = std::move(requirement), scheme](
             const httplib::Request& request, httplib::Response& response) {
    CollectedRequest collected = collect(request, scheme);
    const Verdict verdict = judge(mechanism, collected, requirement);
    answer(response, verdict);
    if (verdict.user) handler(request, response, *verdict.user);
  };
}

}  // namespace jwtauth::inline v0::adapters::cpphttplib

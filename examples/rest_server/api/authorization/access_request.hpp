#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/value.hpp"
#include "api/request/target.hpp"
#include "budget/request_budget.hpp"
#include "http/message.hpp"
#include "jwtauth/principal.hpp"
#include "utc_text.hpp"

namespace rest::api {

/// A permission looks at a body that is too large for a thread that others wait for.
class LargeBody {};

/// One request as permissions look at it: what it asks for and who sent it. What costs something is made when a
/// condition asks for it first. Borrows what it is made of; for one thread.
class AccessRequest {
 public:
  using Time = UtcTime;

  /// `user` is null for a request without one. HEAD counts as GET: it asks for no more.
  AccessRequest(const http::Request& request, const Target& target, const jwtauth::Principal* user, Time now = utcNow())
      : request_(request), target_(target), user_(user), now_(now) {}

  std::string_view method() const { return request_.method == "HEAD" ? "GET" : request_.method; }
  std::span<const std::string> segments() const noexcept { return target_.segments; }
  /// "/coll/id", decoded; a '/' within a segment is written %2F, so that no segment looks like two.
  const std::string& path() const;
  std::string_view queryText() const;
  std::size_t bodyBytes() const noexcept { return request_.body.size(); }
  std::span<const std::pair<std::string, std::string>> query() const noexcept { return target_.query; }
  std::string_view clientAddress() const noexcept { return request_.clientAddress; }
  const jwtauth::Principal* user() const noexcept { return user_; }
  Time now() const noexcept { return now_; }

  /// A parameter or header that is given exactly once.
  std::optional<std::string_view> parameter(std::string_view name) const;
  std::optional<std::string_view> header(std::string_view name) const;

  /// A claim by its literal name, by a path of names and indices joined by dots, or by JSON Pointer when it begins with
  /// '/'. Nothing when there is no user, no such claim, or it is null.
  std::optional<Value> claim(std::string_view path) const;
  /// All claims, as one value.
  std::optional<Value> claims() const;

  /// The documents of the body, one unless it is an array of them; one empty document when there is no body. Throws
  /// RequestError (400) when it is neither, LargeBody when it must not be read on this thread.
  std::span<const Document> bodies() const;
  /// Whether anything has asked for them.
  bool hasReadBody() const noexcept { return bodies_.has_value(); }
  /// A member of the body, when it is one document.
  std::optional<Value> bodyMember(std::string_view path) const;

 private:
  const http::Request& request_;
  const Target& target_;
  const jwtauth::Principal* user_;
  Time now_;
  mutable std::string path_;
  mutable std::optional<std::vector<Document>> bodies_;
  mutable std::optional<HeldMemory> heldBodies_;
};

}  // namespace rest::api

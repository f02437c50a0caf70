#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/explanation.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/principal.hpp"
#include "jwtauth/refusal.hpp"
#include "jwtauth/request.hpp"
#include "jwtauth/requirement.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// Turns what a request presents into an authenticated principal, or into one precise refusal. A server holds one of
/// these, and need not know whether it is a JwtAuthenticationMechanism or an IssuerRouter. Implementations are
/// immutable and safe for any number of concurrent callers.
class JWTAUTH_EXPORT AuthenticationMechanism {
 public:
  virtual ~AuthenticationMechanism();

  /// Nothing is thrown, and the request is borrowed for the call only. Where a key has to be fetched first, the call
  /// waits as long as the key provider is configured to wait; at zero it refuses with keysPending at once.
  virtual Result<Principal> authenticate(const Request& request) const noexcept = 0;

  /// For a request with at most one Authorization field: its value, or empty.
  Result<Principal> authenticate(std::string_view authorization) const noexcept {
    return authenticate(Request{.authorization = {&authorization, 1}});
  }

  /// A token that arrived some other way (cookie, WebSocket), without a scheme before it.
  virtual Result<Principal> verifyToken(std::string_view token) const noexcept = 0;

  /// What to answer to a request that authenticate() refused, or the requirement did: status and response fields.
  virtual Refusal refusal(Error error, const Requirement& requirement = {}) const = 0;

  /// Fields that belong to the 2xx answer to a request that was accepted, with dpopNonce the nonce for the next proof
  /// (RFC 9449 8.2). Mostly none.
  virtual std::vector<ResponseField> acceptance(const Request& request) const = 0;

  /// The value for WWW-Authenticate beside a 401 or 403 (RFC 6750 3): fixed texts, nothing of the token. `scope` is
  /// named beside insufficient_scope. Empty for kinds that have no challenge (unavailable, internal, none).
  virtual std::string challenge(Error error, std::string_view scope = {}) const = 0;

  /// The document that tells clients where they get tokens for this resource (RFC 9728), as JSON text, for a path below
  /// /.well-known/oauth-protected-resource; nothing for any other path, and without the setting `resource`. Serve it to
  /// everyone, with `Access-Control-Allow-Origin: *`. May throw std::bad_alloc.
  virtual std::optional<std::string> resourceMetadata(std::string_view path) const = 0;

  /// For hosts that must not wait: after keysPending, calls `resume` exactly once when it makes sense to ask again,
  /// that is when the fetch has ended, successfully or not, and at the latest when the keys are destroyed. `resume` may
  /// be called before this returns, and from another thread; it must return at once (post to your event loop, write to
  /// a pipe) and must not throw; what it refers to outlives the keys. May throw std::bad_alloc; then it is never
  /// called.
  virtual void whenKeysSettle(const Request& request, std::function<void()> resume) const = 0;

  /// Why this request is accepted or refused, step by step. Slow, for people: not for the request path. May throw
  /// std::bad_alloc.
  virtual Explanation explain(const Request& request) const = 0;
  Explanation explain(std::string_view authorization) const {
    return explain(Request{.authorization = {&authorization, 1}});
  }

  /// The same for a token that verifyToken() takes.
  virtual Explanation explainToken(std::string_view token) const = 0;

 protected:
  AuthenticationMechanism() noexcept = default;
  AuthenticationMechanism(AuthenticationMechanism&&) noexcept = default;
  AuthenticationMechanism& operator=(AuthenticationMechanism&&) noexcept = default;
};

}  // namespace jwtauth::inline v0

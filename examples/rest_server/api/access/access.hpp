#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "api/access/brute_force_guard.hpp"
#include "api/access/issuer_keys.hpp"
#include "api/access/origin_rule.hpp"
#include "api/access/proxied_certificate.hpp"
#include "api/access/refusals.hpp"
#include "api/access/snapshot.hpp"
#include "api/authorization/authorizer.hpp"
#include "api/request/target.hpp"
#include "document/document.hpp"
#include "http/handler.hpp"
#include "jwtauth/issuer_router.hpp"

namespace rest::api {

/// Who asks, and what the permission that lets them in allows. Without a principal the request has no user.
struct Access {
  std::optional<jwtauth::Principal> principal;
  ManagementRights rights;

  // RESTHeart's `mongo` permissions with their variables put in; empty documents change nothing. What the request's
  // method has no use for stays empty.
  Document readFilter{};       ///< other documents are treated as absent
  Document writeFilter{};      ///< other documents cannot be changed
  Document mergeRequest{};     ///< members that every body is given
  Document projectResponse{};  ///< what of each document may be seen, as a projection
};

/// The permissions in force; replaced while requests are served.
using Permissions = Snapshot<Authorizer>;

/// What a permission gives to the request that it lets in. Throws TemplateGap when one of its variables has no value.
Access accessBy(const Permit& permit, const AccessRequest& request);

/// The library's part of a request: who may ask at all, authentication, then the permissions.
class AccessControl {
 public:
  AccessControl(jwtauth::IssuerRouter issuers, std::shared_ptr<const Permissions> permissions, OriginRule origins = {},
                BruteForceGuard::Settings guard = {}, std::vector<IssuerKeys> keys = {},
                ProxiedCertificate certificates = {}, bool sharesProofs = false)
      : issuers_(std::move(issuers)),
        keys_(std::move(keys)),
        permissions_(std::move(permissions)),
        origins_(std::move(origins)),
        guard_(std::make_unique<BruteForceGuard>(guard)),
        certificates_(std::move(certificates)),
        sharesProofs_(sharesProofs) {}

  /// Lets the request in, or answers it: 401 with a challenge, 403, 429 after too many bad tokens, 503 while there are
  /// no keys, 500. A token must be valid on public paths, too; where `$unauthenticated` is permitted none is needed.
  /// Throws RequestError (400) when a permission looks at the body, and it is not JSON; LargeBody.
  std::variant<Access, http::Response> admit(const http::Request& request, const Target& target) const;

  /// What of this the head decides: strangers and bad tokens are refused, and what was found of a good token is kept
  /// for the rest.
  http::HeadVerdict lookAtHead(const http::Request& request, const Target& target) const;

  /// The same without permissions: who asks, whatever they are allowed.
  std::variant<jwtauth::Principal, http::Response> identify(const http::Request& request, const Target& target) const;

  /// Whether a request is looked at on a thread that may block: where its proof was used is asked of the store.
  bool mayBlock(const http::Request& request) const { return sharesProofs_ && request.field("DPoP"); }

  /// Fields that belong to the 2xx answer to a request that was let in.
  std::vector<jwtauth::ResponseField> acceptance(const http::Request& request) const;

  /// The document by which clients find where they get tokens, for a path that has one.
  std::optional<std::string> resourceMetadata(std::string_view path) const { return issuers_.resourceMetadata(path); }

  std::shared_ptr<const Refusals> refusals() const { return refusals_; }

 private:
  std::optional<http::Response> refuseStranger(const http::Request& request, const Target& target) const;
  jwtauth::Result<jwtauth::Principal> authenticate(const http::Request& request) const;
  http::Response refuse(const http::Request& request, jwtauth::Error error, std::string_view more = {},
                        const jwtauth::Requirement& login = {}) const;
  template <class Ask>
  auto withCredentials(const http::Request& request, const Ask& ask) const;

  jwtauth::IssuerRouter issuers_;
  std::vector<IssuerKeys> keys_;
  std::shared_ptr<const Permissions> permissions_;
  OriginRule origins_;
  std::unique_ptr<BruteForceGuard> guard_;
  ProxiedCertificate certificates_;
  bool sharesProofs_;
  std::shared_ptr<Refusals> refusals_ = std::make_shared<Refusals>();
};

}  // namespace rest::api

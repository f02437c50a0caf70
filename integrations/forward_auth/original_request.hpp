#pragma once

#include <string>
#include <string_view>

#include "api/access/trusted_peers.hpp"
#include "http/message.hpp"

namespace jwtauth::forwardAuth {

/// How a proxy tells what its client asked for.
enum class OriginalRequestFrom {
  xForwarded,  ///< X-Forwarded-Method, -Uri, -Host, -Proto: Caddy and Traefik write them, others where they are told to
  xOriginal,   ///< X-Original-Method and X-Original-URL, a whole URL: ingress-nginx
  requestLine,  ///< the question's own method, target and Host: Envoy
  attributes,   ///< the question is that request: gRPC has its method, target, host and scheme in places of their own
};

/// What a client asked the proxy for, as a request of its own.
struct OriginalRequest {
  rest::http::Request request{};  ///< with the question's fields; method and target are empty when they are not known
  std::string_view problem{};     ///< why they are not; empty: they are
};

/// Finds out what a question of a proxy is about. Only proxies that are trusted are believed. Immutable.
class OriginalRequests {
 public:
  OriginalRequests(OriginalRequestFrom from, std::string pathPrefix, rest::api::TrustedPeers proxies)
      : from_(from), pathPrefix_(std::move(pathPrefix)), proxies_(std::move(proxies)) {}

  /// Borrows the question.
  OriginalRequest of(const rest::http::Request& question) const;

 private:
  OriginalRequestFrom from_;
  std::string pathPrefix_;  ///< what the proxy puts before the path; requestLine alone
  rest::api::TrustedPeers proxies_;
};

}  // namespace jwtauth::forwardAuth

#pragma once

#include <vector>

#include "api/access/access.hpp"
#include "api/cors.hpp"
#include "api/exchange.hpp"
#include "api/operations/openapi/openapi.hpp"
#include "api/operations/operations.hpp"
#include "api/own_paths.hpp"
#include "api/router.hpp"
#include "api/serving_rules.hpp"
#include "http/handler.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// RESTHeart's REST API over a DocumentStore: who asks is settled on the I/O thread, unless permissions look at a large
/// body; the store is asked on another one.
class RestApi : public http::Handler {
 public:
  RestApi(const std::vector<Mount>& mounts, ServingRules rules, AccessControl access, Operations& operations,
          DocumentStore& store, CorsRule cors = {})
      : router_(mounts),
        rules_(std::move(rules)),
        access_(std::move(access)),
        operations_(operations),
        store_(store),
        openApi_(openApiDocument(mounts)),
        cors_(std::move(cors)) {}

  std::variant<http::Response, http::BlockingWork> handle(const http::Request& request) override;
  http::HeadVerdict lookAtHead(const http::Request& request) override;
  http::Response refuse(int status, std::string_view message) override;

 private:
  using Outcome = std::variant<http::Response, http::BlockingWork>;

  http::Response finished(http::Response response, const http::Request* request) const;
  /// Throws LargeBody.
  http::BlockingWork whereItMayBlock(const http::Request& request) const;
  Outcome outcomeOf(const http::Request& request) const;
  Outcome route(const http::Request& request) const;
  Outcome answerOwn(const OwnPath& path, const http::Request& request, const Target& target) const;
  /// Nothing for a document that is too large for the event loop.
  http::Response resourceMetadata(const http::Request& request) const;
  std::optional<http::Response> answerAtOnce(const Exchange& exchange) const;
  http::Response answer(const Exchange& exchange) const;
  /// Throws BudgetSpent.
  http::Response attempt(const Exchange& exchange) const;

  Router router_;
  ServingRules rules_;
  AccessControl access_;
  Operations& operations_;
  DocumentStore& store_;
  std::string openApi_;
  CorsRule cors_;
};

}  // namespace rest::api

#pragma once

#include <memory>
#include <vector>

#include "api/access.hpp"
#include "api/exchange.hpp"
#include "api/health.hpp"
#include "api/resource.hpp"
#include "http/handler.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// RESTHeart's REST API over a DocumentStore: who asks is settled on the I/O thread, the store is asked on another one.
class RestApi : public http::Handler {
 public:
  RestApi(std::vector<Mount> mounts, AccessControl access, std::vector<IssuerKeys> issuers, DocumentStore& store)
      : mounts_(std::move(mounts)), access_(std::move(access)), issuers_(std::move(issuers)), store_(store) {}

  std::variant<http::Response, http::BlockingWork> handle(const http::Request& request) override;
  http::Response refuse(int status, std::string_view message) override;

 private:
  using Outcome = std::variant<http::Response, http::BlockingWork>;

  Outcome route(const http::Request& request) const;
  http::Response answerForEverybody(std::string_view name, std::string_view method) const;
  http::Response answer(const Exchange& exchange) const;
  http::Response answerFromStore(const Exchange& exchange) const;

  std::vector<Mount> mounts_;
  AccessControl access_;
  std::vector<IssuerKeys> issuers_;
  DocumentStore& store_;
};

}  // namespace rest::api

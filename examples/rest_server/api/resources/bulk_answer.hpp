#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// RESTHeart's answer to a write of many documents: {inserted, links, deleted, modified, matched}, and with status 207
/// the errors of single ones.
class BulkAnswer {
 public:
  explicit BulkAnswer(const BulkResult& result) : result_(result) {}
  static BulkAnswer ofDeleted(std::int64_t deleted);

  void addLink(std::string path);
  void addError(std::size_t index, int status);
  http::Response response() const;

 private:
  BulkResult result_;
  std::int64_t deleted_ = 0;
  std::vector<std::string> links_;
  std::string errors_;
};

}  // namespace rest::api

// The counts of a write go in, the answer in RESTHeart's form comes out.
#include "api/resources/bulk_answer.hpp"

#include "document/json.hpp"

namespace rest::api {

BulkAnswer BulkAnswer::ofDeleted(std::int64_t deleted) {
  BulkAnswer answer{BulkResult{}};
  answer.deleted_ = deleted;
  return answer;
}

void BulkAnswer::addLink(const std::string& path) {
  if (!links_.empty()) links_ += ',';
  appendJsonString(links_, path);
}

void BulkAnswer::addError(std::size_t index, int status) {
  if (!errors_.empty()) errors_ += ',';
  errors_ += "{\"index\":" + std::to_string(index) + ",\"httpStatus\":" + std::to_string(status) + '}';
}

http::Response BulkAnswer::response() const {
  http::Response response;
  response.body = "{\"inserted\":" + std::to_string(result_.inserted) + ",\"links\":[" + links_ +
                  "],\"deleted\":" + std::to_string(deleted_) + ",\"modified\":" + std::to_string(result_.modified) +
                  ",\"matched\":" + std::to_string(result_.matched);
  if (!errors_.empty()) {
    response.status = 207;
    response.body += ",\"errors\":[" + errors_ + ']';
  }
  response.body += '}';
  return response;
}

}  // namespace rest::api

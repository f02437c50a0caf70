// The counts of a write go in, the answer in RESTHeart's form comes out.
#include "api/resources/bulk_answer.hpp"

#include <string_view>
#include <utility>

#include "document/json.hpp"

namespace rest::api {

BulkAnswer BulkAnswer::ofDeleted(std::int64_t deleted) {
  BulkAnswer answer{BulkResult{}};
  answer.deleted_ = deleted;
  return answer;
}

void BulkAnswer::addLink(std::string path) {
  links_.push_back(std::move(path));
}

void BulkAnswer::addError(std::size_t index, int status) {
  if (!errors_.empty()) errors_ += ',';
  errors_ += "{\"index\":" + std::to_string(index) + ",\"httpStatus\":" + std::to_string(status) + '}';
}

http::Response BulkAnswer::response() const {
  std::size_t bytes = errors_.size();
  for (const std::string& link : links_) bytes += link.size() + std::string_view("\"\",").size();
  http::Response response;
  response.body.reserve(bytes + 200);  // numbers and names
  response.body += "{\"inserted\":" + std::to_string(result_.inserted) + ",\"links\":[";
  for (const std::string& link : links_) {
    if (&link != &links_.front()) response.body += ',';
    appendJsonString(response.body, link);
  }
  response.body += "],\"deleted\":" + std::to_string(deleted_) + ",\"modified\":" + std::to_string(result_.modified) +
                   ",\"matched\":" + std::to_string(result_.matched);
  if (!errors_.empty()) {
    response.status = 207;
    response.body.append(",\"errors\":[").append(errors_) += ']';
  }
  response.body += '}';
  return response;
}

}  // namespace rest::api

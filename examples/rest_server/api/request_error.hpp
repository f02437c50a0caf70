#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "document/object_id.hpp"

namespace rest::api {

/// A request that is answered with an error: the status, a sentence for the client, and the tag of what is stored when
/// the request named another one.
class RequestError : public std::runtime_error {
 public:
  RequestError(int status, const std::string& message, std::optional<ObjectId> etag = std::nullopt)
      : std::runtime_error(message), status_(status), etag_(etag) {}
  int status() const noexcept { return status_; }
  const std::optional<ObjectId>& etag() const noexcept { return etag_; }

 private:
  int status_;
  std::optional<ObjectId> etag_;
};

}  // namespace rest::api

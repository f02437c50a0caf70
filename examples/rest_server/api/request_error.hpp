#pragma once

#include <stdexcept>
#include <string>

namespace rest::api {

/// A request that is answered with an error: the status and a sentence for the client.
class RequestError : public std::runtime_error {
 public:
  RequestError(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
  int status() const noexcept { return status_; }

 private:
  int status_;
};

}  // namespace rest::api

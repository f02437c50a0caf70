#pragma once

#include <stdexcept>
#include <string>

namespace rest::api {

/// A request that is answered with an error: the status, a sentence for the client, and the field that belongs to it,
/// such as Allow, if one does.
class RequestError : public std::runtime_error {
 public:
  struct Field {
    std::string name;
    std::string value;
  };

  RequestError(int status, const std::string& message, Field field = {})
      : std::runtime_error(message), status_(status), field_(std::move(field)) {}
  int status() const noexcept { return status_; }
  /// Its name is empty where no field belongs to the error.
  const Field& field() const noexcept { return field_; }

 private:
  int status_;
  Field field_;
};

}  // namespace rest::api

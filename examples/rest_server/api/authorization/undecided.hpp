#pragma once

#include <stdexcept>

namespace rest::api {

/// A condition that cannot be decided: neither it nor its opposite may let a request in; what() is for the log.
class Undecided : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rest::api

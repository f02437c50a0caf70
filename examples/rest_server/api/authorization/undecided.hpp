#pragma once

#include <stdexcept>

namespace rest::api {

/// Whether a condition holds cannot be told, so neither it nor its opposite may let anybody in; what() is for the log.
class Undecided : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rest::api

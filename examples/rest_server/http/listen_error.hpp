#pragma once

#include <stdexcept>

namespace rest::http {

/// The address cannot be listened on; what() is one line that says which and why.
class ListenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rest::http

#pragma once

#include <stdexcept>

namespace jwtauth::commandLine {

/// The arguments or a file are not what the command takes: its sentence is shown and the exit status is `misused`. It
/// holds neither token text nor claims nor key material.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace jwtauth::commandLine

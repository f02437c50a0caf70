#pragma once

#include <stdexcept>

namespace rest {

/// A mistake in the configuration: one line that names the file, the key, what came and what was expected. Never a
/// value, for it may be a secret.
class SettingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rest

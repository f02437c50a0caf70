#pragma once

#include <string>

#include "jwtauth/config.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {

/// The name of the code with which a Result refuses, "none" when it holds a value: failures then read well.
template <class T>
std::string codeOf(const Result<T>& result) {
  return std::string(nameOf(result.error().code));
}

/// What a configuration or key is refused with; empty when it is not.
template <class Make>
std::string refusalOf(Make make) {
  try {
    (void)make();
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return {};
}

}  // namespace jwtauth::tests

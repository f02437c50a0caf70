#pragma once

#include <exception>
#include <new>
#include <type_traits>

#include "jwtauth/config.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// What `construct` yields, or the ConfigurationError that it throws.
template <class Construct>
auto withoutExceptions(Construct construct) noexcept -> Result<std::invoke_result_t<Construct>, ConfigurationError> {
  // Made while there is memory; to copy it later needs none.
  static const ConfigurationError shortage(ErrorCode::outOfMemory, "memory", "an allocation failed");
  try {
    return construct();
  } catch (const ConfigurationError& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return shortage;
  } catch (...) {
    static const ConfigurationError unexpected(ErrorCode::unexpectedFailure, "keys",
                                               "an exception of another kind came from a KeyProvider or Clock");
    return unexpected;
  }
}

}  // namespace jwtauth::inline v0

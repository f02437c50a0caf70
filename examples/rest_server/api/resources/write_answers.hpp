#pragma once

#include <string_view>

#include "store/document_store.hpp"

namespace rest::api {

/// Throws the RequestError that a write deserves which did not happen: 404, 409, 412. `what` is written to: "the
/// document".
void requireWritten(const WriteResult& result, std::string_view what);

/// The same of what was to be erased.
void requireErased(const EraseResult& result, std::string_view what);

}  // namespace rest::api

#pragma once

#include <string_view>

#include "store/document_store.hpp"

namespace rest::api {

/// Throws the RequestError for a write that did not happen: 404, 409, 412. `what` is what was written to: "the
/// document".
void requireWritten(const WriteResult& result, std::string_view what);

/// The same for what was to be erased.
void requireErased(const EraseResult& result, std::string_view what);

}  // namespace rest::api

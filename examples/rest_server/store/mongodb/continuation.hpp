#pragma once

#include "document/document.hpp"

namespace rest::mongodb {

/// The filter for what comes after a document with these values of the sort's fields, whatever their types. Throws
/// StoreError (invalid) when the sort does not end in `_id`.
Document continuation(const Document& sort, const Document& after);

}  // namespace rest::mongodb

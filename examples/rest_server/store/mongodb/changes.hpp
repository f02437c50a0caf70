#pragma once

#include "document/document.hpp"
#include "document/document_id.hpp"
#include "store/document_store.hpp"

namespace rest::mongodb {

/// The change's body as MongoDB must get it, so that it can only be read as its kind says. Throws
/// StoreError (invalid) when it is not of its kind.
Document bodyOf(const Change& change, const DocumentId& id);

/// The same for many documents, for which there is no id and no replacement.
Document bodyOf(const Change& change);

}  // namespace rest::mongodb

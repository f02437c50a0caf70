#pragma once

#include <memory>
#include <string>

#include "store/document_store.hpp"

namespace rest {

/// Opens (or makes) the embedded store: one SQLite file with documents as BSON blobs, private to
/// the user of the process. A write is on the disk when its
/// call returns. Throws StoreError when the file cannot be opened or is not ours.
std::unique_ptr<DocumentStore> openSqliteStore(const std::string& path);

}  // namespace rest

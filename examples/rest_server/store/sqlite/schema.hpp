#pragma once

#include "store/sqlite/connection.hpp"

namespace rest::sqlite {

/// Makes the tables in a new file. Throws StoreError when the file is another program's, or of another version.
void prepareSchema(Connection& connection);

}  // namespace rest::sqlite

#pragma once

#include <string>

#include "store/mongodb/handles.hpp"

namespace rest::mongodb {

/// The driver's reading of a connection string. Throws ConnectionStringError, which says what is wrong, without any
/// part of the string.
Uri readConnectionString(const std::string& connectionString);

}  // namespace rest::mongodb

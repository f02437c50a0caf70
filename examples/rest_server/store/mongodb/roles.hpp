#pragma once

#include "document/document.hpp"

namespace rest::mongodb {

/// Whether MongoDB's answer to "connectionStatus" is of a user who has no role, and so may do nothing. It is not where
/// MongoDB does not ask for users.
bool isOfUserWithoutRole(BsonBytes connectionStatus);

}  // namespace rest::mongodb

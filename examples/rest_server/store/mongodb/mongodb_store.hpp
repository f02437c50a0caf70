#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "store/document_store.hpp"

namespace rest {

/// A MongoDB connection string that cannot be used; what() never quotes it, for it may hold a password.
class ConnectionStringError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A store in MongoDB, laid out as RESTHeart does (properties in `_properties`). The server need not be up yet.
/// Timeouts that the connection string does not set are short: a call fails within two seconds. Throws
/// ConnectionStringError.
std::unique_ptr<DocumentStore> openMongoStore(const std::string& connectionString);

}  // namespace rest

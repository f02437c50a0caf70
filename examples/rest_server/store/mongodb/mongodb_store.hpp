#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "budget/request_budget.hpp"
#include "store/document_store.hpp"

namespace rest {

/// A MongoDB connection string that cannot be used; what() never quotes it, for it may hold a password.
class ConnectionStringError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Throws ConnectionStringError for what openMongoDbStore would refuse. Nothing is connected to, and no name looked up.
void checkConnectionString(const std::string& connectionString);

struct MongoDbOptions {
  /// A command that takes this long is logged, with its filter's shape (no values) and the plan that MongoDB makes for
  /// it.
  std::chrono::milliseconds slowQuery{500};
  /// Where to; empty: the server's log.
  std::function<void(const std::string& line)> log{};
  /// Connections that were unused for longer are replaced: MongoDB, or a device on the way to it, may have ended them.
  std::chrono::milliseconds maxRest{20'000};
  /// Of a request; no answer is waited for much longer, whatever the connection string says.
  std::chrono::milliseconds requestTime = RequestLimits().time;
};

/// A store in MongoDB, laid out as RESTHeart does (properties in `_properties`). The server need not be up yet.
/// Timeouts that the connection string does not set are short: a call fails within two seconds. Throws
/// ConnectionStringError.
std::unique_ptr<DocumentStore> openMongoDbStore(const std::string& connectionString,
                                                const MongoDbOptions& options = {});

}  // namespace rest

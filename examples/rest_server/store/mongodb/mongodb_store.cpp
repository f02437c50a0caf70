// A connection string goes in, a store comes out.
#include "store/mongodb/mongodb_store.hpp"

#include "log.hpp"
#include "store/mongodb/mongo_store.hpp"

namespace rest {
namespace mongodb {

MongoStore::MongoStore(const std::string& connectionString, const MongoOptions& options)
    : pool_(connectionString, options.maxRest),
      slowQueries_(pool_, options.slowQuery, options.log ? options.log : logLine) {}

}  // namespace mongodb

std::unique_ptr<DocumentStore> openMongoStore(const std::string& connectionString, const MongoOptions& options) {
  return std::make_unique<mongodb::MongoStore>(connectionString, options);
}

}  // namespace rest

// A connection string goes in, a store comes out.
#include "store/mongodb/mongodb_store.hpp"

#include "log.hpp"
#include "store/mongodb/store.hpp"

namespace rest {
namespace mongodb {

Store::Store(const std::string& connectionString, const MongoDbOptions& options)
    : pool_(connectionString, options), slowQueries_(pool_, options.slowQuery, options.log ? options.log : logLine) {}

}  // namespace mongodb

std::unique_ptr<DocumentStore> openMongoDbStore(const std::string& connectionString, const MongoDbOptions& options) {
  return std::make_unique<mongodb::Store>(connectionString, options);
}

}  // namespace rest

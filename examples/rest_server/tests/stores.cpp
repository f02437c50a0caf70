#include "stores.hpp"

#include <cstdlib>
#include <stdexcept>

#include "store/mongodb/client.hpp"
#include "store/mongodb/mongodb_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace rest::tests {
namespace {

std::string mongoUri() {
  const char* uri = std::getenv("MONGODB_URI");
  if (uri == nullptr) throw std::runtime_error("MONGODB_URI is not set: run this by with_mongodb.py");
  return uri;
}

// A stand-in on a busy machine may take longer than the store waits by default.
std::string patient(const std::string& uri) {
  return uri + (uri.find('?') == std::string::npos ? "?" : "&") +
         "socketTimeoutMS=20000&serverSelectionTimeoutMS=20000";
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "jwtauth-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("a temporary folder cannot be made");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Sqlite::Sqlite() : store_(openSqliteStore((folder_.path() / "store.sqlite").string())) {}

MongoDb::MongoDb() : database_("test-" + ObjectId::generate().hex()) {
  const std::string uri = patient(mongoUri());
  // Once for all tests: a driver's first look for its server takes half a second.
  static const std::unique_ptr<DocumentStore> shared = openMongoStore(uri);
  store_ = shared.get();
}

MongoDb::~MongoDb() {
  static const mongodb::ClientPool pool(patient(mongoUri()));
  mongoc_database_drop(pool.borrow().database(database_).get(), nullptr);
}

}  // namespace rest::tests

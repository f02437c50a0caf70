#include "store/stores.hpp"

#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "document/bson_access.hpp"
#include "document/json.hpp"
#include "store/mongodb/client.hpp"
#include "store/mongodb/mongodb_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace rest::tests {
namespace {

/// The server's answer as JSON; empty when it refuses.
std::string answerTo(const std::string& command) {
  static const mongodb::ClientPool pool(mongoUri());
  const Document document = parseJson(command);
  const bson_t view = viewOf(document);
  OwnedBson reply;
  const auto client = pool.borrow();
  if (!mongoc_client_command_simple(client.get(), "admin", &view, nullptr, reply.get(), nullptr)) return {};
  std::string text;
  appendJson(text, reply.bytes());
  return text;
}

}  // namespace

std::string mongoUri() {
  const char* given = std::getenv("MONGODB_URI");
  if (given == nullptr) throw std::runtime_error("MONGODB_URI is not set: run this by with_mongodb.py");
  const std::string uri = given;
  return uri + (uri.find('?') == std::string::npos ? "?" : "&") +
         "socketTimeoutMS=20000&serverSelectionTimeoutMS=20000";
}

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
  const std::string uri = mongoUri();
  // Once for all tests: a driver's first look for its server takes half a second.
  static const std::unique_ptr<DocumentStore> shared = openMongoDbStore(uri);
  store_ = shared.get();
}

MongoDb::~MongoDb() {
  try {
    store_->dropDatabase(database_);
  } catch (const StoreError&) {  // then it is left behind
  }
}

bool MongoDb::isStandIn() const {
  static const bool answer = answerTo(R"({"buildInfo":1})").find("secantusVersion") != std::string::npos;
  return answer;
}

std::uint16_t MongoDb::port() const {
  const std::unique_ptr<mongoc_uri_t, mongodb::Destroy<mongoc_uri_destroy>> uri(mongoc_uri_new(mongoUri().c_str()));
  return mongoc_uri_get_hosts(uri.get())->port;
}

bool MongoDb::canFail() const {
  static const bool answer = answerTo(R"({"hello":1})").find("setName") != std::string::npos &&
                             !answerTo(R"({"configureFailPoint":"failCommand","mode":"off"})").empty();
  return answer;
}

void MongoDb::failOnce(const std::string& command, const std::string& how) const {
  const std::string order = R"({"configureFailPoint":"failCommand","mode":{"times":1},"data":{"failCommands":[")" +
                            command + "\"]," + how + "}}";
  if (answerTo(order).empty()) throw std::runtime_error("MongoDB takes no order to fail");
}

}  // namespace rest::tests

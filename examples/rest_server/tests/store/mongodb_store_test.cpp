#include "store/mongodb/mongodb_store.hpp"

#include <atomic>
#include <chrono>
#include <cstring>
#include <set>
#include <thread>

#include "store/mongodb/roles.hpp"
#include "store/relay.hpp"
#include "store/suite.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace std::chrono_literals;

const CollectionName anyCollection{"test-" + ObjectId::generate().hex(), "c"};
const DocumentId one = DocumentId::ofText("one");

std::string onPort(std::uint16_t port) {
  return "mongodb://127.0.0.1:" + std::to_string(port) + "/";
}

void checkUnavailable(DocumentStore& store) {
  const auto begin = std::chrono::steady_clock::now();
  CHECK(kindOfFailure([&] { store.findById(anyCollection, one); }) == StoreError::Kind::unavailable);
  CHECK(kindOfFailure([&] { store.write(anyCollection, one, replacement("{}"), WriteMode::upsert); }) ==
        StoreError::Kind::unavailable);
  CHECK(std::chrono::steady_clock::now() - begin < 2 * 3s);
}

/// Until the store answers again.
void awaitAnswer(DocumentStore& store) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    try {
      store.ping();
      return;
    } catch (const StoreError& error) {
      REQUIRE(error.kind() == StoreError::Kind::unavailable);
    }
  }
  FAIL("the store does not come back");
}

}  // namespace

TEST_CASE("a MongoDB that is not there is unavailable within seconds") {
  std::uint16_t port = 0;
  {
    const Relay gone(1);
    port = gone.port();
  }
  checkUnavailable(*openMongoDbStore(onPort(port)));
}

TEST_CASE("a MongoDB that never answers is unavailable within seconds") {
  Relay silent(1);
  silent.set(Relay::Mode::swallow);
  checkUnavailable(*openMongoDbStore(onPort(silent.port())));
}

TEMPLATE_TEST_CASE("a MongoDB that stops answering is unavailable within seconds and is used again when it is back", "",
                   MongoDb) {
  const TestType place;
  Relay relay(place.port());
  for (const auto maxRest : {20s, 0s}) {
    const auto store = openMongoDbStore(onPort(relay.port()), {.maxRest = maxRest});
    awaitAnswer(*store);
    for (const Relay::Mode mode : {Relay::Mode::swallow, Relay::Mode::refuse}) {
      relay.set(mode);
      checkUnavailable(*store);
      relay.set(Relay::Mode::pass);
      awaitAnswer(*store);
    }
  }
}

TEMPLATE_TEST_CASE("connections that were ended while nobody used them cost no request", "", MongoDb) {
  const TestType place;
  Relay relay(place.port());
  const auto store = openMongoDbStore(onPort(relay.port()), {.maxRest = 1s});
  awaitAnswer(*store);
  for (int round = 0; round < 3; ++round) {
    // The driver's own look at the server speaks every half second.
    relay.endIdle(1200ms);
    CHECK_NOTHROW(store->findById(anyCollection, one));
    relay.endIdle(1200ms);
    CHECK_NOTHROW(store->write(anyCollection, one, replacement("{}"), WriteMode::upsert));
  }
}

TEMPLATE_TEST_CASE("connections that were ended while nobody used them cost no request of many at once", "[threads]", MongoDb) {
  const TestType place;
  Relay relay(place.port());
  const auto store = openMongoDbStore(onPort(relay.port()), {.maxRest = 1s});
  awaitAnswer(*store);
  const auto failuresOfMany = [&store] {
    std::atomic<int> failures = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&store, &failures] {
        try {
          store->findById(anyCollection, one);
        } catch (const StoreError&) {
          ++failures;
        }
      });
    }
    threads.clear();
    return failures.load();
  };
  CHECK(failuresOfMany() == 0);
  for (int round = 0; round < 3; ++round) {
    relay.endIdle(1200ms);
    CHECK(failuresOfMany() == 0);
  }
}

TEMPLATE_TEST_CASE("what a change of primary interrupts is done once", "", MongoDb) {
  TestType place;
  if (!place.canFail()) {
    WARN("not tried: this MongoDB is no replica set, or takes no fail points");
    return;
  }
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":0})");
  const Change raise = update(R"({"$inc":{"n":1}})");
  place.failOnce("findAndModify", R"("errorCode":10107,"errorLabels":["RetryableWriteError"])");
  CHECK(c.write("one", raise, WriteMode::update).status == Status::changed);
  place.failOnce("findAndModify", R"("closeConnection":true)");
  CHECK(c.write("one", raise, WriteMode::update).status == Status::changed);
  place.failOnce("insert", R"("errorCode":11600,"errorLabels":["RetryableWriteError"])");
  CHECK(c.insert(R"({"_id":"two"})") == Status::created);
  place.failOnce("find", R"("errorCode":189)");
  CHECK(c.at("one") == R"({"_id":"one","n":2})");
  place.failOnce("find", R"("closeConnection":true)");
  CHECK(c.at("one") == R"({"_id":"one","n":2})");
}

TEMPLATE_TEST_CASE("a page that waits for its reader keeps no connection from others", "", MongoDb) {
  TestType place;
  const auto store = openMongoDbStore(mongoUri() + "&maxPoolSize=2&waitQueueTimeoutMS=50");
  const Collection c(*store, place.database());
  for (int i = 0; i < 10; ++i) c.put(DocumentId::ofInteger(i), "{}");
  std::vector<std::unique_ptr<DocumentCursor>> pages;
  for (int i = 0; i < 5; ++i) pages.push_back(store->find(c.name(), query("{}")));
  CHECK(c.at(DocumentId::ofInteger(1)) == R"({"_id":1})");
  for (const auto& page : pages) CHECK(rest(*page).size() == 10);
}

TEMPLATE_TEST_CASE("what became of a write that the majority does not acknowledge is unknown", "", MongoDb) {
  TestType place;
  if (!place.canFail()) return;
  const Collection c(place.store(), place.database());
  place.failOnce("insert", R"("writeConcernError":{"code":64,"errmsg":"waiting for replication timed out"})");
  CHECK(kindOfFailure([&] { c.insert(R"({"_id":"one"})"); }) == StoreError::Kind::unknownOutcome);
}

TEMPLATE_TEST_CASE("what became of a write without an answer is unknown, and a question may be asked again", "",
                   MongoDb) {
  const TestType place;
  Relay relay(place.port());
  const auto open = [&] {
    relay.set(Relay::Mode::pass);
    auto store = openMongoDbStore(onPort(relay.port()));
    awaitAnswer(*store);
    relay.set(Relay::Mode::swallow);
    return store;
  };
  using Kind = StoreError::Kind;
  const Change change = update(R"({"$set":{"n":1}})");
  CHECK(kindOfFailure([&] { open()->findById(anyCollection, one); }) == Kind::unavailable);
  CHECK(kindOfFailure([&] { open()->write(anyCollection, one, replacement("{}"), WriteMode::insert); }) ==
        Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->write(anyCollection, one, change, WriteMode::update); }) == Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->erase(anyCollection, one); }) == Kind::unknownOutcome);
  const BulkWrite write{one, change};
  CHECK(kindOfFailure([&] {
          open()->writeMany(anyCollection, {&write, 1}, WriteMode::update, {});
        }) == Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->updateMany(anyCollection, {}, change); }) == Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->eraseMany(anyCollection, {}); }) == Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->createCollection(anyCollection); }) == Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->dropCollection(anyCollection); }) == Kind::unknownOutcome);
  CHECK(kindOfFailure([&] { open()->dropIndex(anyCollection, "a"); }) == Kind::unknownOutcome);
}

TEMPLATE_TEST_CASE("what takes MongoDB too long, or is not allowed there, is no failure of the server's", "", MongoDb) {
  TestType place;
  if (!place.canFail()) return;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":0})");
  const Change change = update(R"({"$set":{"n":1}})");
  const auto failingOf = [&](const char* command, const char* how, const auto& call) {
    place.failOnce(command, how);
    return kindOfFailure(call);
  };
  using Kind = StoreError::Kind;
  constexpr const char* tooSlow = R"("errorCode":50)";
  CHECK(failingOf("find", tooSlow, [&] { c.find(query("{}")); }) == Kind::tooSlow);
  CHECK(failingOf("findAndModify", tooSlow, [&] { c.write("one", change, WriteMode::update); }) == Kind::tooSlow);
  CHECK(failingOf("update", tooSlow, [&] { place.store().updateMany(c.name(), {}, change); }) == Kind::unknownOutcome);
  place.failOnce("find", tooSlow);
  try {
    c.find(query("{}"));
    FAIL("it did not fail");
  } catch (const StoreError& error) {
    CHECK_THAT(error.forClient(), jwtauth::tests::Contains(" ms for this, which is its limit"));
  }
  for (const char* notAuthorized : {R"("errorCode":13)", R"("errorCode":18)"}) {
    CHECK(failingOf("find", notAuthorized, [&] { c.find(query("{}")); }) == Kind::forbidden);
    CHECK(failingOf("insert", notAuthorized, [&] { c.insert(R"({"_id":"two"})"); }) == Kind::forbidden);
    CHECK(failingOf("listDatabases", notAuthorized, [&] { place.store().ping(); }) == Kind::forbidden);
  }
}

TEMPLATE_TEST_CASE("every command tells MongoDB how long it may take, within what its request has left", "", MongoDb) {
  const TestType place;
  Relay relay(place.port());
  const auto store = openMongoDbStore(onPort(relay.port()), {.slowQuery = 60s});
  const CollectionName name{place.database(), "c"};
  const DocumentId id = DocumentId::ofText("one");
  const Change change = update(R"({"$set":{"n":1}})");
  const auto doAll = [&] {
    store->ping();
    store->databaseNames();
    store->collectionNames(name.database);
    store->hasCollection(name);
    store->createCollection(name);
    store->write(name, id, replacement("{}"), WriteMode::insert);
    store->write(name, id, replacement(R"({"n":2})"), WriteMode::upsert);
    store->write(name, id, change, WriteMode::update, {ifEtag({etag(7)}), {}});
    store->updateMany(name, {}, change);
    store->find(name, query("{}"));
    store->count(name, {});
    store->count(name, parseJson(R"({"n":1})"));
    store->aggregate(name, parseJsonContainer("[]").document);
    store->createIndex(name, {"n", parseJson(R"({"n":1})"), {}});
    store->indexes(name);
    store->dropIndex(name, "n");
    store->erase(name, id);
    store->eraseMany(name, {});
    store->dropCollection(name);
    store->dropDatabase(name.database);
  };
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{.time = 500ms + 60s});
  const RequestBudget::Scope scope(budget);
  doAll();
  std::set<std::string> commands;
  for (const std::string& message : relay.takeMessages()) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(message.data());
    constexpr std::size_t beforeBody = 21;
    if (message[12] != char(0xDD)) continue;  // OP_MSG, which the driver's first greeting is not
    std::uint32_t size = 0;
    std::memcpy(&size, bytes + beforeBody, sizeof size);
    const Document command = Document::copyOf({bytes + beforeBody, size});
    const std::string json = jsonOf(command);
    INFO(json);
    const std::string called = json.substr(2, json.find('"', 2) - 2);
    if (called == "hello" || called == "isMaster" || called == "ismaster" || called == "endSessions") continue;
    commands.insert(called);
    CHECK(json.find("\"maxTimeMS\":700") != std::string::npos);  // the usual limit of its answers
  }
  CHECK(commands == std::set<std::string>{"aggregate", "count", "create", "createIndexes", "delete", "drop",
                                          "dropDatabase", "dropIndexes", "find", "findAndModify", "insert",
                                          "listCollections", "listDatabases", "listIndexes", "update"});
  budget->stop();
  CHECK_THROWS_AS(store->ping(), BudgetSpent);
  CHECK_THROWS_AS(store->write(name, id, change, WriteMode::update), BudgetSpent);
}

TEST_CASE("a user without a role is known by what MongoDB says of the connection") {
  const auto status = [](const std::string& users, const std::string& roles) {
    return parseJson(R"({"authInfo":{"authenticatedUsers":[)" + users + R"(],"authenticatedUserRoles":[)" + roles +
                     R"(]},"ok":1})");
  };
  const std::string user = R"({"user":"rest","db":"admin"})";
  CHECK(!mongodb::isOfUserWithoutRole(status(user, R"({"role":"readWrite","db":"shop"})")));
  CHECK(mongodb::isOfUserWithoutRole(status(user, "")));
  CHECK(!mongodb::isOfUserWithoutRole(status("", "")));
  CHECK(!mongodb::isOfUserWithoutRole(parseJson(R"({"ok":1})")));
}

TEST_CASE("what is no connection string is refused without being quoted") {
  REQUIRE_NOTHROW(openMongoDbStore("mongodb://user:hunter2@127.0.0.1:1/"));
  for (const char* text : {"", "hunter2", "http://hunter2/", "mongodb://", "mongodb://user:hunter2@host:99999999/",
                           "mongodb://user:hun%zzter2@host/"}) {
    INFO(text);
    try {
      openMongoDbStore(text);
      FAIL_CHECK("it was taken");
    } catch (const ConnectionStringError& error) {
      CHECK(std::string(error.what()).find("hun") == std::string::npos);
    }
  }
}

TEST_CASE("what is wrong with a connection string is said without quoting it, and before anything is opened",
          "[MongoDb]") {
  const auto mistakeIn = [](const std::string& text) -> std::string {
    try {
      checkConnectionString(text);
      return "none";
    } catch (const ConnectionStringError& error) {
      return error.what();
    }
  };
  CHECK(mistakeIn("mongodb://127.0.0.1/?replicaSet=a") == "none");
  CHECK(mistakeIn("mongodb://user:p%40ss@127.0.0.1/?authSource=admin&authMechanism=scram-sha-256") == "none");
  CHECK(mistakeIn("mongodb+srv://host.example.org/") == "none");
  CHECK(mistakeIn("127.0.0.1:27017") == "does not begin with mongodb:// or mongodb+srv://");
  CHECK(mistakeIn("http://127.0.0.1") == "does not begin with mongodb:// or mongodb+srv://");
  for (const char* text :
       {"mongodb://user:p@ss@127.0.0.1/", "mongodb://user:p:ss@127.0.0.1/", "mongodb://us/er:p@127.0.0.1/"}) {
    INFO(text);
    CHECK(mistakeIn(text).find("the user's name or password has a character that must be escaped: write @ as %40") ==
          0);
  }
  CHECK(mistakeIn("mongodb://127.0.0.1/?authMechanism=FOO").find("its option authMechanism names none that there is") ==
        0);
  CHECK(mistakeIn("mongodb://127.0.0.1/?tls=true&tlsCAFile=/absent/hunter2.pem") ==
        "the file that its option tlscafile names cannot be read");
}

}  // namespace rest::tests

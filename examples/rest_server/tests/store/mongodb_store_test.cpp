#include "store/mongodb/mongodb_store.hpp"

#include <atomic>
#include <chrono>
#include <thread>

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

TEMPLATE_TEST_CASE("connections that were ended while nobody used them cost no request of many at once", "", MongoDb) {
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
  place.failOnce("update", R"("errorCode":10107,"errorLabels":["RetryableWriteError"])");
  CHECK(c.write("one", raise, WriteMode::update).status == Status::changed);
  place.failOnce("update", R"("closeConnection":true)");
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

TEMPLATE_TEST_CASE("a write that the majority does not acknowledge is unavailable", "", MongoDb) {
  TestType place;
  if (!place.canFail()) return;
  const Collection c(place.store(), place.database());
  place.failOnce("insert", R"("writeConcernError":{"code":64,"errmsg":"waiting for replication timed out"})");
  CHECK(kindOfFailure([&] { c.insert(R"({"_id":"one"})"); }) == StoreError::Kind::unavailable);
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

}  // namespace rest::tests

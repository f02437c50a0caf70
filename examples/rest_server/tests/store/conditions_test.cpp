// If-Match and filters bound which documents a write may touch, and what its answer reveals.
#include "store/deviations.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

WriteCondition under(const Precondition& precondition, std::string_view filter) {
  return {precondition, parseJson(filter)};
}

constexpr std::string_view mine = R"({"owner":"me"})";

}  // namespace

TEMPLATE_TEST_CASE("a document's condition is kept in every mode", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  struct Case {
    WriteMode mode;
    Precondition precondition;
    Status onAbsent;
    Status onPresent;  // its tag is 1
  };
  const Case cases[] = {
      {WriteMode::insert, always, Status::created, Status::duplicate},
      {WriteMode::insert, required, Status::created, Status::duplicate},
      {WriteMode::insert, ifAny, Status::preconditionFailed, Status::duplicate},
      {WriteMode::insert, ifEtag({etag(1)}), Status::preconditionFailed, Status::duplicate},
      {WriteMode::insert, ifEtag({etag(9)}), Status::preconditionFailed, Status::duplicate},
      {WriteMode::update, always, Status::absent, Status::changed},
      {WriteMode::update, required, Status::absent, Status::preconditionRequired},
      {WriteMode::update, ifAny, Status::absent, Status::changed},
      {WriteMode::update, ifEtag({etag(1)}), Status::absent, Status::changed},
      {WriteMode::update, ifEtag({etag(8), etag(1)}), Status::absent, Status::changed},
      {WriteMode::update, ifEtag({etag(9)}), Status::absent, Status::preconditionFailed},
      {WriteMode::update, ifNone, Status::absent, Status::preconditionFailed},
      {WriteMode::upsert, always, Status::created, Status::changed},
      {WriteMode::upsert, required, Status::created, Status::preconditionRequired},
      {WriteMode::upsert, ifAny, Status::preconditionFailed, Status::changed},
      {WriteMode::upsert, ifEtag({etag(1)}), Status::preconditionFailed, Status::changed},
      {WriteMode::upsert, ifEtag({etag(9)}), Status::preconditionFailed, Status::preconditionFailed},
      {WriteMode::upsert, ifNone, Status::preconditionFailed, Status::preconditionFailed},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const Case& each = cases[i];
    const Change whole{Change::Kind::replace, stamped(parseJson(R"({"n":2})"), DocumentId::ofText("one"), etag(1))};
    const Change operators = update(R"({"$set":{"n":2}})");
    for (const Change* change : {&whole, &operators}) {
      INFO("case " << i << (change == &whole ? ", replaced" : ", updated"));
      c.erase("one");
      const auto write = [&] { return c.write("one", *change, each.mode, {each.precondition, {}}); };
      CHECK(write().status == each.onAbsent);
      CHECK(c.at("one") == (each.onAbsent == Status::created ? R"({"_id":"one","n":2})" : "absent"));
      c.put("one", R"({"n":1})");
      CHECK(write().status == each.onPresent);
      CHECK(c.at("one") == (each.onPresent == Status::changed ? R"({"_id":"one","n":2})" : R"({"_id":"one","n":1})"));
    }
  }
}

TEMPLATE_TEST_CASE("a write that fails by its condition tells the tag that is stored", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.put("one", "{}", WriteMode::insert, always, etag(7));
  const Change change = update(R"({"$set":{"n":1}})");
  for (const WriteMode mode : {WriteMode::update, WriteMode::upsert}) {
    CHECK(c.write("one", change, mode, {ifEtag({etag(9)}), {}}).etag == etag(7));
    CHECK(c.write("one", change, mode, {required, {}}).etag == etag(7));
  }
  const DocumentId one = DocumentId::ofText("one");
  CHECK(c.store().erase(c.name(), one, {ifEtag({etag(9)}), {}}).etag == etag(7));
  CHECK(c.store().erase(c.name(), one, {required, {}}).etag == etag(7));
  CHECK(!c.write("none", change, WriteMode::update, {ifAny, {}}).etag);
}

TEMPLATE_TEST_CASE("a document without a tag satisfies no tag", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","_etag":"mine"})");
  CHECK(c.put("one", "{}", WriteMode::update, ifEtag({etag(1)})) == Status::preconditionFailed);
  CHECK(c.erase("one", ifEtag({etag(1)})) == Erased::preconditionFailed);
  CHECK(!c.write("one", update(R"({"$set":{"n":1}})"), WriteMode::update, {required, {}}).etag);
  CHECK(c.put("one", "{}", WriteMode::update, ifAny) == Status::changed);
}

TEMPLATE_TEST_CASE("a document outside the condition's filter is as good as absent", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  const std::string theirs = R"({"_id":"theirs","owner":"them"})";
  c.put("theirs", R"({"owner":"them"})");
  const Change whole{Change::Kind::replace,
                     stamped(parseJson(R"({"owner":"me"})"), DocumentId::ofText("theirs"), etag(2))};
  const Change operators = update(R"({"$set":{"owner":"me"}})");
  for (const Change* change : {&whole, &operators}) {
    for (const Precondition& precondition : {always, required, ifAny, ifNone, ifEtag({etag(1)}), ifEtag({etag(9)})}) {
      const WriteResult result = c.write("theirs", *change, WriteMode::update, under(precondition, mine));
      CHECK(result.status == Status::absent);
      CHECK(!result.etag);
    }
    // What is there cannot be made, though it must not be seen.
    const WriteResult result = c.write("theirs", *change, WriteMode::upsert, under(always, mine));
    CHECK(result.status == Status::duplicate);
    CHECK(c.write("theirs", *change, WriteMode::upsert, under(required, mine)).status == Status::duplicate);
    CHECK(c.write("theirs", *change, WriteMode::insert, under(always, mine)).status == Status::duplicate);
    for (const Precondition& precondition : {ifAny, ifEtag({etag(1)}), ifEtag({etag(9)})}) {
      const WriteResult guarded = c.write("theirs", *change, WriteMode::upsert, under(precondition, mine));
      CHECK(guarded.status == Status::preconditionFailed);
      CHECK(!guarded.etag);
    }
    CHECK(c.at("theirs") == theirs);
  }
  const DocumentId id = DocumentId::ofText("theirs");
  for (const Precondition& precondition : {always, required, ifAny, ifEtag({etag(1)}), ifEtag({etag(9)})}) {
    const EraseResult result = c.store().erase(c.name(), id, under(precondition, mine));
    CHECK(result.status == Erased::absent);
    CHECK(!result.etag);
  }
  CHECK(!c.store().findById(c.name(), id, parseJson(mine)));
  CHECK(c.at("theirs") == theirs);
}

TEMPLATE_TEST_CASE("a document inside the condition's filter is written under If-Match as any other", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.put("one", R"({"owner":"me"})");
  const Change change = update(R"({"$inc":{"n":1}})");
  CHECK(c.write("one", change, WriteMode::update, under(always, mine)).status == Status::changed);
  CHECK(c.write("one", change, WriteMode::upsert, under(always, mine)).status == Status::changed);
  CHECK(c.write("one", change, WriteMode::update, under(ifEtag({etag(1)}), mine)).status == Status::changed);
  const WriteResult failed = c.write("one", change, WriteMode::update, under(ifEtag({etag(9)}), mine));
  CHECK(failed.status == Status::preconditionFailed);
  CHECK(failed.etag == etag(1));
  CHECK(c.write("one", change, WriteMode::upsert, under(required, mine)).status == Status::preconditionRequired);
  CHECK(c.at("one") == R"({"_id":"one","owner":"me","n":3})");
  const DocumentId one = DocumentId::ofText("one");
  CHECK(c.store().findById(c.name(), one, parseJson(mine)));
  CHECK(c.store().erase(c.name(), one, under(ifEtag({etag(1)}), mine)).status == Erased::erased);
}

TEMPLATE_TEST_CASE("a condition's filter puts nothing into the document that an upsert makes", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  const WriteCondition condition = under(always, R"({"owner":"me","n":{"$in":[7]},"$and":[{"deep.er":1}]})");
  CHECK(c.write("one", update(R"({"$set":{"a":1}})"), WriteMode::upsert, condition).status == Status::created);
  CHECK(c.at("one") == R"({"_id":"one","a":1})");
}

TEMPLATE_TEST_CASE("a filter on the tag and If-Match hold together", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.put("one", "{}");
  const WriteCondition condition = under(ifEtag({etag(1)}), R"({"_etag":{"$exists":false}})");
  CHECK(c.write("one", update(R"({"$set":{"a":1}})"), WriteMode::update, condition).status == Status::absent);
  CHECK(c.at("one") == R"({"_id":"one"})");
}

TEMPLATE_TEST_CASE("a condition's filter that is none is refused, whatever is stored", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.put("one", "{}");
  const WriteCondition condition = under(always, R"({"n":{"$none":1}})");
  const Change change = update(R"({"$set":{"a":1}})");
  CHECK(kindOfFailure([&] { c.write("one", change, WriteMode::update, condition); }) == StoreError::Kind::invalid);
  if (!deviates(place, Deviation::filtersAreReadLate)) {
    CHECK(kindOfFailure([&] { c.write("new", change, WriteMode::upsert, condition); }) == StoreError::Kind::invalid);
    CHECK(c.at("new") == "absent");
  }
  CHECK(kindOfFailure([&] { c.store().erase(c.name(), DocumentId::ofText("one"), condition); }) ==
        StoreError::Kind::invalid);
  CHECK(c.at("one") == R"({"_id":"one"})");
}

}  // namespace rest::tests

// What every DocumentStore promises: written once, run for each store.
#include "store/document_store.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "document/json.hpp"
#include "stores.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

ObjectId etag(std::uint8_t number) {
  ObjectId id;
  id.bytes.back() = number;
  return id;
}

Precondition ifEtag(std::vector<ObjectId> etags) {
  return {true, false, std::move(etags)};
}

const Precondition always{};
const Precondition ifAny{true, true, {}};
const Precondition ifNone{true, false, {}};

std::string jsonOf(const std::optional<Document>& document) {
  if (!document) return "absent";
  std::string text;
  appendJson(text, *document);
  return text;
}

/// A collection of a store, with short words for what the tests do to it.
class Collection {
 public:
  Collection(DocumentStore& store, const std::string& database, const std::string& name = "c")
      : store_(store), name_{database, name} {}

  const Collection& make() const {
    store_.putCollection(name_, stamped(Document(), etag(1)), always);
    return *this;
  }

  WriteResult put(const DocumentId& id, std::string_view json, WriteMode mode = WriteMode::upsert,
                  const Precondition& precondition = always, const ObjectId& tag = etag(1)) const {
    return store_.put(name_, id, stamped(parseJson(json), id, tag), mode, precondition);
  }
  WriteResult put(std::string_view id, std::string_view json, WriteMode mode = WriteMode::upsert,
                  const Precondition& precondition = always, const ObjectId& tag = etag(1)) const {
    return put(DocumentId::ofText(id), json, mode, precondition, tag);
  }
  /// Inserts a document under the `_id` that it holds.
  WriteResult insert(std::string_view json) const {
    const Document document = parseJson(json);
    const DocumentId id = DocumentId::of(document).value();
    return store_.put(name_, id, stamped(document, id, etag(1)), WriteMode::insert, always);
  }

  EraseResult erase(std::string_view id, const Precondition& precondition = always) const {
    return store_.erase(name_, DocumentId::ofText(id), precondition);
  }

  std::string at(const DocumentId& id) const {
    const std::optional<Document> found = store_.findById(name_, id);
    return found ? jsonOf(withoutEtag(*found)) : "absent";
  }
  std::string at(std::string_view id) const { return at(DocumentId::ofText(id)); }

  /// The `_id`s of a page, in their order.
  std::vector<std::string> ids(const FindRequest& request = {}) const {
    std::vector<std::string> found;
    store_.find(name_, request,
                [&found](BsonBytes bytes) { found.push_back(jsonOf(DocumentId::of(bytes).value().asFilter())); });
    return found;
  }

  const CollectionName& name() const noexcept { return name_; }

 private:
  static Document withoutEtag(const Document& document) {
    const std::string text = jsonOf(document);
    const std::size_t tag = text.rfind(",\"_etag\"");
    REQUIRE(tag != std::string::npos);
    return parseJson(text.substr(0, tag) + '}');
  }

  DocumentStore& store_;
  CollectionName name_;
};

}  // namespace

TEMPLATE_TEST_CASE("of a collection that was never made there is nothing", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  CHECK(!place.store().collectionProperties(c.name()));
  CHECK(c.ids().empty());
  CHECK(c.at("one") == "absent");
  CHECK(c.erase("one") == EraseResult::absent);
  CHECK(place.store().collectionNames(place.database()).empty());
}

TEMPLATE_TEST_CASE("a collection is made once and keeps its latest properties", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  const Document first = stamped(parseJson(R"({"title":"first","old":1})"), etag(1));
  const Document second = stamped(parseJson(R"({"title":"second"})"), etag(2));
  CHECK(store.putCollection(name, first, always) == WriteResult::created);
  CHECK(jsonOf(store.collectionProperties(name)) == jsonOf(first));
  CHECK(store.putCollection(name, second, always) == WriteResult::replaced);
  CHECK(jsonOf(store.collectionProperties(name)) == jsonOf(second));
}

TEMPLATE_TEST_CASE("new properties keep a collection's documents", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().put("one", "{}");
  c.make();
  CHECK(c.at("one") == R"({"_id":"one"})");
}

TEMPLATE_TEST_CASE("a collection's condition is kept", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  const auto put = [&](std::uint8_t tag, const Precondition& precondition) {
    return store.putCollection(name, stamped(Document(), etag(tag)), precondition);
  };
  CHECK(put(1, ifAny) == WriteResult::preconditionFailed);
  CHECK(put(1, ifEtag({etag(1)})) == WriteResult::preconditionFailed);
  CHECK(!store.collectionProperties(name));

  REQUIRE(put(1, always) == WriteResult::created);
  CHECK(put(2, ifEtag({etag(9)})) == WriteResult::preconditionFailed);
  CHECK(put(2, ifNone) == WriteResult::preconditionFailed);
  CHECK(etagOf(store.collectionProperties(name).value()) == etag(1));
  CHECK(put(2, ifEtag({etag(9), etag(1)})) == WriteResult::replaced);
  CHECK(put(3, ifAny) == WriteResult::replaced);
  CHECK(etagOf(store.collectionProperties(name).value()) == etag(3));
}

TEMPLATE_TEST_CASE("names come in ascending order, each database with its own", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  for (const char* name : {"b", "a", "a.b", "_a", "B", "\xC3\xA9"}) Collection(store, place.database(), name).make();
  std::vector<std::string> names = store.collectionNames(place.database());
  CHECK(std::is_sorted(names.begin(), names.end()));
  std::erase(names, "_properties");  // where MongoDB keeps the properties
  CHECK(names == std::vector<std::string>{"B", "_a", "a", "a.b", "b", "\xC3\xA9"});

  CHECK(store.collectionNames(place.database() + "x").empty());
  const std::vector<std::string> databases = store.databaseNames();
  CHECK(std::is_sorted(databases.begin(), databases.end()));
  CHECK(std::count(databases.begin(), databases.end(), place.database()) == 1);
}

TEMPLATE_TEST_CASE("collections share no documents", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database(), "c");
  const Collection other(place.store(), place.database(), "other");
  c.make().put("one", R"({"n":1})");
  other.make();
  CHECK(other.at("one") == "absent");
  CHECK(other.put("one", R"({"n":2})", WriteMode::insert) == WriteResult::created);
  CHECK(c.erase("one") == EraseResult::erased);
  CHECK(other.at("one") == R"({"_id":"one","n":2})");
}

TEMPLATE_TEST_CASE("insert makes a new document and never touches an old one", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(c.put("one", R"({"n":1})", WriteMode::insert) == WriteResult::created);
  CHECK(c.put("one", R"({"n":2})", WriteMode::insert) == WriteResult::duplicate);
  CHECK(c.at("one") == R"({"_id":"one","n":1})");
}

TEMPLATE_TEST_CASE("update replaces an old document and never makes one", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(c.put("one", R"({"n":1})", WriteMode::update) == WriteResult::absent);
  CHECK(c.at("one") == "absent");
  REQUIRE(c.put("one", R"({"n":1,"gone":true})", WriteMode::insert) == WriteResult::created);
  CHECK(c.put("one", R"({"n":2})", WriteMode::update) == WriteResult::replaced);
  CHECK(c.at("one") == R"({"_id":"one","n":2})");
}

TEMPLATE_TEST_CASE("upsert does either", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(c.put("one", R"({"n":1})", WriteMode::upsert) == WriteResult::created);
  CHECK(c.put("one", R"({"m":2})", WriteMode::upsert) == WriteResult::replaced);
  CHECK(c.at("one") == R"({"_id":"one","m":2})");
}

TEMPLATE_TEST_CASE("writing the same document again counts as replaced", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().put("one", "{}");
  CHECK(c.put("one", "{}", WriteMode::update) == WriteResult::replaced);
}

TEMPLATE_TEST_CASE("a document's condition is kept in every mode", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  struct Case {
    WriteMode mode;
    Precondition precondition;
    WriteResult onAbsent;
    WriteResult onPresent;  // its tag is 1
  };
  const Case cases[] = {
      {WriteMode::insert, always, WriteResult::created, WriteResult::duplicate},
      {WriteMode::insert, ifAny, WriteResult::preconditionFailed, WriteResult::duplicate},
      {WriteMode::insert, ifEtag({etag(1)}), WriteResult::preconditionFailed, WriteResult::duplicate},
      {WriteMode::insert, ifEtag({etag(9)}), WriteResult::preconditionFailed, WriteResult::duplicate},
      {WriteMode::update, ifAny, WriteResult::absent, WriteResult::replaced},
      {WriteMode::update, ifEtag({etag(1)}), WriteResult::absent, WriteResult::replaced},
      {WriteMode::update, ifEtag({etag(8), etag(1)}), WriteResult::absent, WriteResult::replaced},
      {WriteMode::update, ifEtag({etag(9)}), WriteResult::absent, WriteResult::preconditionFailed},
      {WriteMode::update, ifNone, WriteResult::absent, WriteResult::preconditionFailed},
      {WriteMode::upsert, ifAny, WriteResult::preconditionFailed, WriteResult::replaced},
      {WriteMode::upsert, ifEtag({etag(1)}), WriteResult::preconditionFailed, WriteResult::replaced},
      {WriteMode::upsert, ifEtag({etag(9)}), WriteResult::preconditionFailed, WriteResult::preconditionFailed},
      {WriteMode::upsert, ifNone, WriteResult::preconditionFailed, WriteResult::preconditionFailed},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    INFO("case " << i);
    const Case& each = cases[i];
    c.erase("one");
    CHECK(c.put("one", R"({"n":2})", each.mode, each.precondition) == each.onAbsent);
    CHECK(c.at("one") == (each.onAbsent == WriteResult::created ? R"({"_id":"one","n":2})" : "absent"));
    c.put("one", R"({"n":1})");
    CHECK(c.put("one", R"({"n":2})", each.mode, each.precondition) == each.onPresent);
    CHECK(c.at("one") ==
          (each.onPresent == WriteResult::replaced ? R"({"_id":"one","n":2})" : R"({"_id":"one","n":1})"));
  }
}

TEMPLATE_TEST_CASE("a document without a tag satisfies no tag", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const DocumentId one = DocumentId::ofText("one");
  place.store().put(c.name(), one, withId(parseJson(R"({"_etag":"mine"})"), one), WriteMode::insert, always);
  CHECK(c.put("one", "{}", WriteMode::update, ifEtag({etag(1)})) == WriteResult::preconditionFailed);
  CHECK(c.erase("one", ifEtag({etag(1)})) == EraseResult::preconditionFailed);
  CHECK(c.put("one", "{}", WriteMode::update, ifAny) == WriteResult::replaced);
}

TEMPLATE_TEST_CASE("erase takes one document, once, under its condition", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(c.erase("one") == EraseResult::absent);
  CHECK(c.erase("one", ifAny) == EraseResult::absent);
  c.put("one", "{}");
  c.put("two", "{}");
  CHECK(c.erase("one", ifEtag({etag(9)})) == EraseResult::preconditionFailed);
  CHECK(c.erase("one", ifNone) == EraseResult::preconditionFailed);
  CHECK(c.at("one") == R"({"_id":"one"})");
  CHECK(c.erase("one", ifEtag({etag(1)})) == EraseResult::erased);
  CHECK(c.erase("one") == EraseResult::absent);
  CHECK(c.erase("two", ifAny) == EraseResult::erased);
  CHECK(c.ids().empty());
}

TEMPLATE_TEST_CASE("pages are cut from descending ids", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  for (const char* id : {"b", "d", "a", "e", "c"}) c.put(id, "{}");
  using Ids = std::vector<std::string>;
  CHECK(c.ids() == Ids{R"({"_id":"e"})", R"({"_id":"d"})", R"({"_id":"c"})", R"({"_id":"b"})", R"({"_id":"a"})"});
  CHECK(c.ids({0, 2}) == Ids{R"({"_id":"e"})", R"({"_id":"d"})"});
  CHECK(c.ids({2, 2}) == Ids{R"({"_id":"c"})", R"({"_id":"b"})"});
  CHECK(c.ids({4, 2}) == Ids{R"({"_id":"a"})"});
  CHECK(c.ids({5, 2}).empty());
  CHECK(c.ids({999'999'999'000, 1000}).empty());
  CHECK(c.ids({0, 0}).empty());
}

TEMPLATE_TEST_CASE("ids of all types sort as MongoDB sorts them", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const std::vector<std::string> descending = {
      R"({"_id":{"$maxKey":1}})",
      R"({"_id":{"$timestamp":{"t":2,"i":0}}})",
      R"({"_id":{"$timestamp":{"t":1,"i":9}}})",
      R"({"_id":{"$date":1000}})",
      R"({"_id":{"$date":-1000}})",
      R"({"_id":true})",
      R"({"_id":false})",
      R"({"_id":{"$oid":"0123456789abcdef01234568"}})",
      R"({"_id":{"$oid":"0123456789abcdef01234567"}})",
      R"({"_id":{"$binary":{"base64":"AQID","subType":"00"}}})",
      R"({"_id":{"$binary":{"base64":"/w==","subType":"00"}}})",
      R"({"_id":{"a":"text"}})",
      R"({"_id":{"b":1}})",
      R"({"_id":{"a":1,"b":1}})",
      R"({"_id":{"a":1}})",
      R"({"_id":{}})",
      R"({"_id":"é"})",
      R"({"_id":"b"})",
      R"({"_id":"ab"})",
      R"({"_id":"a"})",
      R"({"_id":"B"})",
      R"({"_id":{"$numberDouble":"Infinity"}})",
      R"({"_id":1e+300})",
      R"({"_id":9223372036854775807})",
      R"({"_id":9007199254740993})",
      R"({"_id":9007199254740992})",
      R"({"_id":2.5})",
      R"({"_id":2})",
      R"({"_id":-1.5})",
      R"({"_id":-9223372036854775808})",
      R"({"_id":{"$numberDouble":"-Infinity"}})",
      R"({"_id":{"$numberDouble":"NaN"}})",
      R"({"_id":null})",
      R"({"_id":{"$minKey":1}})",
  };
  // Neither in order nor in reverse.
  for (std::size_t i = 0; i < descending.size(); ++i) {
    const std::string& json = descending[(i * 7) % descending.size()];
    INFO(json);
    CHECK(c.insert(json) == WriteResult::created);
    CHECK(c.insert(json) == WriteResult::duplicate);
  }
  CHECK(c.ids() == descending);
}

TEMPLATE_TEST_CASE("a number is one id whatever its type", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  REQUIRE(c.insert(R"({"_id":1,"n":1})") == WriteResult::created);
  CHECK(c.insert(R"({"_id":1.0})") == WriteResult::duplicate);
  CHECK(c.insert(R"({"_id":{"$numberLong":"1"}})") == WriteResult::duplicate);
  CHECK(c.at(DocumentId::ofInteger(1)) == R"({"_id":1,"n":1})");
  CHECK(c.at(DocumentId::ofDouble(1)) == R"({"_id":1,"n":1})");
  CHECK(c.at(DocumentId::ofDouble(1.5)) == "absent");
  REQUIRE(c.insert(R"({"_id":0})") == WriteResult::created);
  CHECK(c.insert(R"({"_id":-0.0})") == WriteResult::duplicate);
}

TEMPLATE_TEST_CASE("an id is found by its type and value alone", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const DocumentId ids[] = {DocumentId::ofText("1"),
                            DocumentId::ofInteger(1),
                            DocumentId::ofDate(1),
                            DocumentId::ofBoolean(true),
                            DocumentId::ofText("0123456789abcdef01234567"),
                            DocumentId::ofObjectId(ObjectId::fromHex("0123456789abcdef01234567").value()),
                            DocumentId::ofNull(),
                            DocumentId::ofMinKey(),
                            DocumentId::ofMaxKey(),
                            DocumentId::ofText("{\"$gt\":\"\"}"),
                            DocumentId::ofText("' OR 1=1 --")};
  for (const DocumentId& id : ids) {
    CHECK(c.at(id) == "absent");
    CHECK(c.put(id, "{}", WriteMode::insert) == WriteResult::created);
  }
  for (const DocumentId& id : ids) CHECK(c.at(id) == jsonOf(id.asFilter()));
}

TEMPLATE_TEST_CASE("an operator as an id is never read as a query", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().put("secret", "{}");
  const DocumentId greater = DocumentId::of(parseJson(R"({"_id":{"a":{"$gt":""}}})")).value();
  CHECK(c.at(greater) == "absent");
  CHECK(c.at("secret") == R"({"_id":"secret"})");
}

TEMPLATE_TEST_CASE("values of every type come back byte for byte", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const DocumentId id = DocumentId::ofText("all");
  const Document all = stamped(parseJson(R"({
    "i32": 1, "i64": {"$numberLong": "1"}, "big": 9223372036854775807, "double": 1.0, "tiny": 5e-324,
    "nan": {"$numberDouble": "NaN"}, "decimal": {"$numberDecimal": "1.10"},
    "text": "z\u0000\u00e9\ud83d\ude00", "empty": "", "null": null, "yes": true, "no": false,
    "date": {"$date": -1}, "oid": {"$oid": "0123456789abcdef01234567"}, "code": {"$code": "f"},
    "binary": {"$binary": {"base64": "AAEC", "subType": "80"}},
    "regex": {"$regularExpression": {"pattern": "^a", "options": "i"}},
    "timestamp": {"$timestamp": {"t": 4294967295, "i": 1}}, "min": {"$minKey": 1}, "max": {"$maxKey": 1},
    "nested": {"list": [1, [2, {"deep": []}], {}], "dot.in.name": 1, "$dollar": 2}, "": {"": 0}})"),
                               id, etag(1));
  REQUIRE(place.store().put(c.name(), id, all, WriteMode::insert, always) == WriteResult::created);
  CHECK(place.store().findById(c.name(), id) == all);
  REQUIRE(place.store().put(c.name(), id, all, WriteMode::update, always) == WriteResult::replaced);
  CHECK(place.store().findById(c.name(), id) == all);
}

TEMPLATE_TEST_CASE("large documents and full pages come back whole", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const std::string text(1'000'000, 'x');
  c.put("large", "{\"text\":\"" + text + "\"}");
  CHECK(c.at("large") == "{\"_id\":\"large\",\"text\":\"" + text + "\"}");
  for (int i = 0; i < 250; ++i) c.put(DocumentId::ofInteger(i), "{}");
  CHECK(c.ids({0, 1000}).size() == 251);
  CHECK(c.ids({200, 1000}).size() == 51);
}

TEMPLATE_TEST_CASE("of many who insert one id exactly one succeeds", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  std::atomic<int> created{0};
  std::atomic<int> duplicates{0};
  std::vector<std::thread> crew;
  for (int i = 0; i < 8; ++i) {
    crew.emplace_back([&] {
      for (const char* id : {"a", "b", "c", "d", "e"}) {
        const WriteResult result = c.put(id, "{}", WriteMode::insert);
        created += result == WriteResult::created;
        duplicates += result == WriteResult::duplicate;
      }
    });
  }
  for (std::thread& each : crew) each.join();
  CHECK(created == 5);
  CHECK(duplicates == 35);
}

TEMPLATE_TEST_CASE("of many who replace one version exactly one succeeds", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().put("one", "{}", WriteMode::insert, always, etag(1));
  std::atomic<int> replaced{0};
  std::atomic<int> tooLate{0};
  std::vector<std::thread> crew;
  for (std::uint8_t i = 0; i < 8; ++i) {
    crew.emplace_back([&, i] {
      const auto tag = etag(static_cast<std::uint8_t>(i + 10));
      const WriteResult result = c.put("one", "{}", WriteMode::update, ifEtag({etag(1)}), tag);
      replaced += result == WriteResult::replaced;
      tooLate += result == WriteResult::preconditionFailed;
    });
  }
  for (std::thread& each : crew) each.join();
  CHECK(replaced == 1);
  CHECK(tooLate == 7);
}

}  // namespace rest::tests

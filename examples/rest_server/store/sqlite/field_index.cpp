// Descriptions of indexes and documents go in, entries of indexes come out. Refused: indexes of kinds that need
// MongoDB, those that contradict another one, and unique ones that documents contradict.
#include "store/sqlite/field_index.hpp"

#include <algorithm>
#include <array>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/query/query_fault.hpp"
#include "store/sqlite/key_range.hpp"

namespace rest::sqlite {
namespace {

using namespace query;

constexpr const char* idIndexName = "_id_";
constexpr std::size_t maxIndexes = 64;  // MongoDB's of a collection; each write reads and keeps them all
constexpr std::size_t maxEntryBytes = std::size_t{8} * 1024 * 1024;  // of all entries of a document
// SQLite reads the whole of each entry that it compares with, while other writers wait.
constexpr std::size_t maxBytesOfEntry = std::size_t{16} * 1024;

// SQLite looks an entry up in a tree, and writes it to the log and the file.
constexpr std::uint64_t stepsOfEntry(std::size_t bytes) {
  return 250 + bytes;
}
constexpr const char* beingMade = "beingMade";  // among the options, and never a client's
constexpr std::array passedOver{"name", "key", "v", "ns", "background"};
constexpr std::array kinds{"text", "hashed", "2d", "2dsphere"};
constexpr std::array needMongoDb{"expireAfterSeconds",
                                 "partialFilterExpression",
                                 "collation",
                                 "hidden",
                                 "weights",
                                 "default_language",
                                 "language_override",
                                 "textIndexVersion",
                                 "2dsphereIndexVersion",
                                 "bits",
                                 "min",
                                 "max",
                                 "bucketSize",
                                 "storageEngine",
                                 "wildcardProjection",
                                 "clustered"};

[[noreturn]] void refuse(const std::string& sentence) {
  throw StoreError(StoreError::Kind::invalid, sentence, sentence);
}

template <std::size_t count>
bool isAmong(const std::array<const char*, count>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool flag(const Document& options, std::string_view name) {
  const Lookup option = find(options.bytes(), name);
  return option.found && isTruthy(option.value);
}

Document idAscending() {
  OwnedBson keys;
  BSON_APPEND_INT32(keys.get(), "_id", 1);
  return keys.document();
}

Document knownOptions(const Document& options) {
  for (const Member& option : Members(options.bytes())) {
    if (isAmong(needMongoDb, option.name)) throwNeedsMongoDb("the option " + std::string(option.name) + " of an index");
    if (!isAmong(passedOver, option.name) && option.name != "unique" && option.name != "sparse") {
      refuse("an index has no option " + std::string(option.name));
    }
  }
  OwnedBson known;
  for (const char* name : {"unique", "sparse"}) {
    if (flag(options, name)) BSON_APPEND_BOOL(known.get(), name, true);
  }
  return known.document();
}

void checkKinds(const Document& keys) {
  for (const Member& key : Members(keys.bytes())) {
    if (isText(key.value) && !isAmong(kinds, textOf(key.value))) refuse("there is no such kind of index");
    if (isText(key.value)) throwNeedsMongoDb("an index of the kind " + std::string(textOf(key.value)));
    if (key.name.find("$**") != std::string_view::npos) throwNeedsMongoDb("an index of wildcards");
  }
}

std::string nameBy(const Ordering& ordering) {
  std::string name;
  for (const OrderedField& field : ordering.fields()) {
    if (!name.empty()) name += '_';
    name += field.path + (field.direction == Direction::ascending ? "_1" : "_-1");
  }
  return name;
}

/// Whether it is there already. Throws StoreError when something else is in its place.
bool isThere(const std::vector<FieldIndex>& indexes, const FieldIndex& wanted) {
  for (const FieldIndex& index : indexes) {
    const bool hasSameKeys = index.ordering.fields() == wanted.ordering.fields();
    if (index.name != wanted.name && !hasSameKeys) continue;
    if (index.name != wanted.name) refuse("there is an index with these keys under another name");
    if (index.isBeingMade) refuse("the index is being made");
    if (!hasSameKeys || index.options != wanted.options) refuse("there is another index of this name");
    return true;
  }
  return false;
}

void setOptions(Connection& connection, const FieldIndex& index, const Document& options) {
  connection.prepared("UPDATE field_index SET options = ?2 WHERE number = ?1")
      .bind(1, index.number)
      .bindBlob(2, options.bytes())
      .run();
}

Document markedAsBeingMade(const Document& options) {
  OwnedBson marked;
  BSON_APPEND_BOOL(marked.get(), beingMade, true);
  const bson_t known = viewOf(options);
  bson_concat(marked.get(), &known);
  return marked.document();
}

bool isStillThere(Connection& connection, std::int64_t collection, const FieldIndex& index) {
  Execution row = connection.prepared("SELECT 1 FROM field_index WHERE number = ?1 AND collection = ?2");
  row.bind(1, index.number).bind(2, collection);
  return row.next();
}

void addEntriesOf(Connection& connection, const FieldIndex& index, std::int64_t document, const std::string& idKey,
                  BsonBytes body) {
  KeyRoom room = roomForEntries(idKey);
  const HeldKeys found = index.keysOf(body, room);
  if (isTaken(connection, index, found.keys, document)) {
    refuse("there are documents with one value that the index would hold unique");
  }
  addEntries(connection, index, found.keys, idKey, document);
  noteKeys(connection, index, found.keys.size());
}

}  // namespace

HeldKeys FieldIndex::keysOf(BsonBytes document, KeyRoom& room) const {
  if (isSparse && !ordering.finds(document)) return {};
  return ordering.keysOf(document, room);
}

HeldKeys FieldIndex::keysOf(BsonBytes document) const {
  KeyRoom any;
  return keysOf(document, any);
}

KeyRoom roomForEntries(const std::string& idKey) {
  return {maxEntryBytes, idKey.size(), maxBytesOfEntry};
}

std::vector<FieldIndex> fieldIndexes(Connection& connection, std::int64_t collection) {
  std::vector<FieldIndex> indexes = writtenIndexes(connection, collection);
  std::erase_if(indexes, [](const FieldIndex& index) { return index.isBeingMade; });
  return indexes;
}

std::vector<FieldIndex> writtenIndexes(Connection& connection, std::int64_t collection) {
  std::vector<FieldIndex> indexes;
  Execution rows = connection.prepared(
      "SELECT number, name, keys, options, many_keys FROM field_index WHERE collection = ?1 ORDER BY number");
  rows.bind(1, collection);
  while (rows.next()) {
    const Document keys = Document::copyOf(rows.blob(2));
    const Document options = Document::copyOf(rows.blob(3));
    indexes.push_back({rows.integer(0), rows.text(1), keys, options, Ordering(keys), flag(options, "unique"),
                       flag(options, "sparse"), rows.integer(4) != 0, flag(options, beingMade)});
  }
  return indexes;
}

Document description(const FieldIndex& index) {
  OwnedBson result;
  BSON_APPEND_INT32(result.get(), "v", 2);
  const bson_t keys = viewOf(index.keys);
  BSON_APPEND_DOCUMENT(result.get(), "key", &keys);
  bson_append_utf8(result.get(), "name", -1, index.name.data(), static_cast<int>(index.name.size()));
  const bson_t options = viewOf(index.options);
  bson_concat(result.get(), &options);
  return result.document();
}

Document idIndexDescription() {
  return description({0, idIndexName, idAscending(), {}, Ordering(idAscending())});
}

std::optional<FieldIndex> beginIndex(Connection& connection, std::int64_t collection, const IndexDescription& wanted) {
  checkKinds(wanted.keys);
  FieldIndex index{0, wanted.name, wanted.keys, knownOptions(wanted.options), Ordering(wanted.keys)};
  if (index.ordering.isEmpty()) refuse("an index needs keys");
  if (index.name.empty()) index.name = nameBy(index.ordering);
  const std::vector<OrderedField>& fields = index.ordering.fields();
  if (fields == Ordering(idAscending()).fields()) return std::nullopt;
  if (index.name == idIndexName) refuse("there is another index of this name");
  index.isUnique = flag(index.options, "unique");
  index.isSparse = flag(index.options, "sparse");
  const std::vector<FieldIndex> indexes = writtenIndexes(connection, collection);
  if (isThere(indexes, index)) return std::nullopt;
  if (indexes.size() + 1 >= maxIndexes) refuse("a collection has at most 64 indexes");
  const Document marked = markedAsBeingMade(index.options);
  connection.prepared("INSERT INTO field_index (collection, name, keys, options) VALUES (?1, ?2, ?3, ?4)")
      .bind(1, collection)
      .bind(2, index.name)
      .bindBlob(3, index.keys.bytes())
      .bindBlob(4, marked.bytes())
      .run();
  index.number = connection.lastRowNumber();
  return index;
}

bool addSomeEntries(Connection& connection, std::int64_t collection, const FieldIndex& index, std::string& after,
                    std::chrono::steady_clock::time_point end) {
  if (!isStillThere(connection, collection, index)) refuse("the index was dropped while it was being made");
  Execution rows =
      connection.prepared("SELECT number, key, body FROM document WHERE collection = ?1 AND key > ?2 ORDER BY key");
  const std::string from = after;
  rows.bind(1, collection).bindBlob(2, from);
  while (rows.next()) {
    after = rows.bytes(1);
    addEntriesOf(connection, index, rows.integer(0), after, rows.blob(2));
    if (std::chrono::steady_clock::now() >= end) return true;
  }
  setOptions(connection, index, index.options);
  return false;
}

std::optional<std::int64_t> indexToDrop(Connection& connection, std::int64_t collection, const std::string& name) {
  if (name == idIndexName) refuse("the index of _id cannot be dropped");
  for (const FieldIndex& index : writtenIndexes(connection, collection)) {
    if (index.name == name) return index.number;
  }
  return std::nullopt;
}

void detachIndex(Connection& connection, std::int64_t index) {
  connection.prepared("UPDATE field_index SET collection = 0, name = number WHERE number = ?1").bind(1, index).run();
}

bool eraseSomeEntries(Connection& connection, std::int64_t index) {
  connection
      .prepared(
          "DELETE FROM entry WHERE field_index = ?1 AND key <="
          " (SELECT key FROM entry WHERE field_index = ?1 ORDER BY key LIMIT 1 OFFSET 10000)")
      .bind(1, index)
      .run();
  if (connection.changes() > 0) return true;
  connection.prepared("DELETE FROM entry WHERE field_index = ?1").bind(1, index).run();
  connection.prepared("DELETE FROM field_index WHERE number = ?1").bind(1, index).run();
  return false;
}

std::vector<std::int64_t> unfinishedIndexes(Connection& connection) {
  std::vector<std::int64_t> numbers;
  Execution rows = connection.prepared("SELECT number, collection, options FROM field_index");
  while (rows.next()) {
    if (rows.integer(1) == 0 || flag(Document::copyOf(rows.blob(2)), beingMade)) numbers.push_back(rows.integer(0));
  }
  return numbers;
}

bool isTaken(Connection& connection, const FieldIndex& index, const std::vector<std::string>& keys,
             std::int64_t byOtherThan) {
  if (!index.isUnique) return false;
  for (const std::string& key : keys) {
    spendSteps(stepsOfEntry(key.size()));
    const std::string end = afterPrefix(key);
    Execution row = connection.prepared(
        "SELECT 1 FROM entry WHERE field_index = ?1 AND key >= ?2 AND key < ?3 AND document <> ?4 LIMIT 1");
    row.bind(1, index.number).bindBlob(2, key).bindBlob(3, end).bind(4, byOtherThan);
    if (row.next()) return true;
  }
  return false;
}

void addEntries(Connection& connection, const FieldIndex& index, const std::vector<std::string>& keys,
                const std::string& idKey, std::int64_t document) {
  for (const std::string& key : keys) {
    const std::string whole = key + idKey;
    spendSteps(stepsOfEntry(whole.size()));
    // What was written while the index is being made has its entries.
    connection.prepared("INSERT OR IGNORE INTO entry (field_index, key, document) VALUES (?1, ?2, ?3)")
        .bind(1, index.number)
        .bindBlob(2, whole)
        .bind(3, document)
        .run();
  }
}

void noteKeys(Connection& connection, const FieldIndex& index, std::size_t count) {
  if (count <= 1 || index.hasManyKeys) return;
  connection.prepared("UPDATE field_index SET many_keys = 1 WHERE number = ?1 AND many_keys = 0")
      .bind(1, index.number)
      .run();
}

void removeEntries(Connection& connection, const FieldIndex& index, const std::vector<std::string>& keys,
                   const std::string& idKey) {
  for (const std::string& key : keys) {
    const std::string whole = key + idKey;
    spendSteps(stepsOfEntry(whole.size()));
    connection.prepared("DELETE FROM entry WHERE field_index = ?1 AND key = ?2")
        .bind(1, index.number)
        .bindBlob(2, whole)
        .run();
  }
}

}  // namespace rest::sqlite

// Documents go in, rows and the entries of indexes come out. Refused: what an index cannot hold.
#include "store/sqlite/writer.hpp"

#include <utility>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
#include "document/query/order_key.hpp"
#include "document/query/query_fault.hpp"
#include "store/sqlite/catalogue.hpp"

namespace rest::sqlite {
namespace {

/// Leaves to both, which are in order, the keys that the other one lacks.
void dropShared(std::vector<std::string>& one, std::vector<std::string>& other) {
  auto fromOne = one.begin();
  auto fromOther = other.begin();
  auto toOne = fromOne;
  auto toOther = fromOther;
  while (fromOne != one.end() && fromOther != other.end()) {
    const int order = fromOne->compare(*fromOther);
    if (order < 0) {
      toOne++->swap(*fromOne++);
    } else if (order > 0) {
      toOther++->swap(*fromOther++);
    } else {
      ++fromOne;
      ++fromOther;
    }
  }
  one.erase(toOne, fromOne);
  other.erase(toOther, fromOther);
}

Document documentIn(BsonBytes body) {
  spendSteps(stepsOfReading(body.size()));
  return Document::copyOfStored(body);
}

}  // namespace

using namespace query;

std::string keyOf(const DocumentId& id) {
  const Lookup value = find(id.asFilter().bytes(), "_id");
  switch (value.value.value_type) {
    case BSON_TYPE_ARRAY:
    case BSON_TYPE_REGEX:
    case BSON_TYPE_UNDEFINED:
      throw QueryFault(QueryFault::Kind::refused, "an _id cannot be of this type");
    default:
      break;
  }
  std::string key;
  appendOrderKey(key, value.value);
  return key;
}

std::optional<Document> documentAt(Connection& connection, std::int64_t collection, std::string_view key) {
  Execution row = connection.prepared("SELECT body FROM document WHERE collection = ?1 AND key = ?2");
  row.bind(1, collection).bindBlob(2, key);
  if (!row.next()) return std::nullopt;
  return documentIn(row.blob(0));
}

Writer::Writer(Connection& connection, CollectionName name)
    : connection_(connection),
      name_(std::move(name)),
      collection_(collectionNumber(connection, name_).value_or(noCollection)),
      indexes_(writtenIndexes(connection, collection_)) {}

std::optional<Stored> Writer::at(std::string_view key) const {
  Execution row = connection_.prepared("SELECT number, body FROM document WHERE collection = ?1 AND key = ?2");
  row.bind(1, collection_).bindBlob(2, key);
  if (!row.next()) return std::nullopt;
  return Stored{row.integer(0), std::string(key), documentIn(row.blob(1))};
}

std::optional<Stored> Writer::at(std::int64_t number) const {
  Execution row = connection_.prepared("SELECT key, body FROM document WHERE number = ?1 AND collection = ?2");
  row.bind(1, number).bind(2, collection_);
  if (!row.next()) return std::nullopt;
  return Stored{number, row.bytes(0), documentIn(row.blob(1))};
}

bool Writer::insert(const std::string& key, const Document& body) {
  if (collection_ == noCollection) collection_ = obtainCollection(connection_, name_);
  constexpr std::int64_t noDocument = 0;
  KeyRoom room = roomForEntries(key);
  std::vector<HeldKeys> entries;
  for (const FieldIndex& index : indexes_) {
    entries.push_back(index.keysOf(body, room));
    if (isTaken(connection_, index, entries.back().keys, noDocument)) return false;
  }
  spendSteps(stepsOfWriting(body.bytes().size()));
  connection_.prepared("INSERT INTO document (collection, key, body) VALUES (?1, ?2, ?3)")
      .bind(1, collection_)
      .bindBlob(2, key)
      .bindBlob(3, body.bytes())
      .run();
  const std::int64_t number = connection_.lastRowNumber();
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    addEntries(connection_, indexes_[i], entries[i].keys, key, number);
    noteKeys(connection_, indexes_[i], entries[i].keys.size());
  }
  return true;
}

bool Writer::replace(const Stored& old, const Document& body) {
  struct Difference {
    HeldKeys gone;
    HeldKeys added;
    std::size_t countAfter;
  };
  KeyRoom room = roomForEntries(old.key);
  std::vector<Difference> differences;
  for (const FieldIndex& index : indexes_) {
    HeldKeys before = index.keysOf(old.body);
    HeldKeys after = index.keysOf(body, room);
    const std::size_t countAfter = after.keys.size();
    dropShared(before.keys, after.keys);
    differences.push_back({std::move(before), std::move(after), countAfter});
    if (isTaken(connection_, index, differences.back().added.keys, old.number)) return false;
  }
  spendSteps(stepsOfWriting(body.bytes().size()));
  connection_.prepared("UPDATE document SET body = ?2 WHERE number = ?1")
      .bind(1, old.number)
      .bindBlob(2, body.bytes())
      .run();
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    removeEntries(connection_, indexes_[i], differences[i].gone.keys, old.key);
    addEntries(connection_, indexes_[i], differences[i].added.keys, old.key, old.number);
    noteKeys(connection_, indexes_[i], differences[i].countAfter);
  }
  return true;
}

void Writer::erase(const Stored& old) {
  for (const FieldIndex& index : indexes_) {
    removeEntries(connection_, index, index.keysOf(old.body).keys, old.key);
  }
  spendSteps(stepsOfWriting(old.body.bytes().size()));
  connection_.prepared("DELETE FROM document WHERE number = ?1").bind(1, old.number).run();
}

}  // namespace rest::sqlite

// Documents go in, rows and the entries of indexes come out. Refused: what an index cannot hold.
#include "store/sqlite/writer.hpp"

#include <algorithm>
#include <iterator>

#include "document/query/order_key.hpp"
#include "document/query/query_fault.hpp"
#include "store/sqlite/catalogue.hpp"

namespace rest::sqlite {
namespace {

/// Of keys in their order.
std::vector<std::string> without(const std::vector<std::string>& keys, const std::vector<std::string>& others) {
  std::vector<std::string> left;
  std::set_difference(keys.begin(), keys.end(), others.begin(), others.end(), std::back_inserter(left));
  return left;
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
  return Document::copyOfStored(row.blob(0));
}

Writer::Writer(Connection& connection, CollectionName name)
    : connection_(connection),
      name_(std::move(name)),
      collection_(collectionNumber(connection, name_).value_or(noCollection)),
      indexes_(fieldIndexes(connection, collection_)) {}

std::optional<Stored> Writer::at(std::string_view key) const {
  Execution row = connection_.prepared("SELECT number, body FROM document WHERE collection = ?1 AND key = ?2");
  row.bind(1, collection_).bindBlob(2, key);
  if (!row.next()) return std::nullopt;
  return Stored{row.integer(0), std::string(key), Document::copyOfStored(row.blob(1))};
}

std::optional<Stored> Writer::at(std::int64_t number) const {
  Execution row = connection_.prepared("SELECT key, body FROM document WHERE number = ?1 AND collection = ?2");
  row.bind(1, number).bind(2, collection_);
  if (!row.next()) return std::nullopt;
  return Stored{number, row.bytes(0), Document::copyOfStored(row.blob(1))};
}

bool Writer::insert(const std::string& key, const Document& body) {
  if (collection_ == noCollection) collection_ = obtainCollection(connection_, name_);
  constexpr std::int64_t noDocument = 0;
  std::vector<std::vector<std::string>> keys;
  for (const FieldIndex& index : indexes_) {
    keys.push_back(index.keysOf(body));
    if (isTaken(connection_, index, keys.back(), noDocument)) return false;
  }
  connection_.prepared("INSERT INTO document (collection, key, body) VALUES (?1, ?2, ?3)")
      .bind(1, collection_)
      .bindBlob(2, key)
      .bindBlob(3, body.bytes())
      .run();
  const std::int64_t number = connection_.lastRowNumber();
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    addEntries(connection_, indexes_[i], keys[i], key, number);
    noteKeys(connection_, indexes_[i], keys[i]);
  }
  return true;
}

bool Writer::replace(const Stored& old, const Document& body) {
  struct Difference {
    std::vector<std::string> gone;
    std::vector<std::string> added;
    std::vector<std::string> all;
  };
  std::vector<Difference> differences;
  for (const FieldIndex& index : indexes_) {
    const std::vector<std::string> before = index.keysOf(old.body);
    std::vector<std::string> after = index.keysOf(body);
    differences.push_back({without(before, after), without(after, before), std::move(after)});
    if (isTaken(connection_, index, differences.back().added, old.number)) return false;
  }
  connection_.prepared("UPDATE document SET body = ?2 WHERE number = ?1")
      .bind(1, old.number)
      .bindBlob(2, body.bytes())
      .run();
  for (std::size_t i = 0; i < indexes_.size(); ++i) {
    removeEntries(connection_, indexes_[i], differences[i].gone, old.key);
    addEntries(connection_, indexes_[i], differences[i].added, old.key, old.number);
    noteKeys(connection_, indexes_[i], differences[i].all);
  }
  return true;
}

void Writer::erase(const Stored& old) {
  for (const FieldIndex& index : indexes_) removeEntries(connection_, index, index.keysOf(old.body), old.key);
  connection_.prepared("DELETE FROM document WHERE number = ?1").bind(1, old.number).run();
}

}  // namespace rest::sqlite

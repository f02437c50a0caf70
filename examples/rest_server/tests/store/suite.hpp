#pragma once

// What the tests of every store's promises share: each test is written once and run for SQLite and for MongoDB.

#include <string>
#include <string_view>
#include <vector>

#include "document/json.hpp"
#include "store/stores.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {

using Status = WriteResult::Status;
using Erased = EraseResult::Status;
using Texts = std::vector<std::string>;

ObjectId etag(std::uint8_t number);

Precondition ifEtag(std::vector<ObjectId> etags);
inline const Precondition always{};
inline const Precondition ifAny{true, true, {}};
inline const Precondition ifNone{true, false, {}};
/// If-Match was not given, but is needed to change what is there.
inline const Precondition required{false, false, {}, true};

/// "absent" for none.
std::string jsonOf(const std::optional<Document>& document);

Change replacement(std::string_view json);
Change update(std::string_view json);
Change pipeline(std::string_view json);

FindRequest query(std::string_view filter, std::string_view sort = R"({"_id":1})", std::string_view projection = "{}");

/// The documents that are left, as JSON.
Texts rest(DocumentCursor& cursor);

/// The kind of StoreError that the call throws; fails the test when it throws none.
template <class Call>
StoreError::Kind kindOfFailure(const Call& call) {
  try {
    call();
  } catch (const StoreError& error) {
    return error.kind();
  }
  FAIL("there was no error");
  throw std::logic_error("unreachable");
}

/// A collection of a store, with short words for what the tests do to it.
class Collection {
 public:
  Collection(DocumentStore& store, const std::string& database, const std::string& name = "c")
      : store_(&store), name_{database, name} {}

  const Collection& make() const;

  /// Writes a whole document that carries a tag.
  Status put(const DocumentId& id, std::string_view json, WriteMode mode = WriteMode::upsert,
             const Precondition& precondition = always, const ObjectId& tag = etag(1)) const;
  Status put(std::string_view id, std::string_view json, WriteMode mode = WriteMode::upsert,
             const Precondition& precondition = always, const ObjectId& tag = etag(1)) const;

  /// Inserts documents as they are, each under the `_id` that it holds. Says what became of the last.
  Status insert(std::string_view json) const;
  void insertAll(const Texts& documents) const;

  WriteResult write(std::string_view id, const Change& change, WriteMode mode,
                    const WriteCondition& condition = {}) const;
  Erased erase(std::string_view id, const Precondition& precondition = always) const;

  /// Without its tag, when it has one that is an ObjectId.
  std::string at(const DocumentId& id) const;
  std::string at(std::string_view id) const { return at(DocumentId::ofText(id)); }

  Texts find(const FindRequest& request) const;
  /// The `_id`s alone, as JSON values.
  Texts ids(const FindRequest& request) const;
  Texts ids(std::string_view filter) const { return ids(query(filter)); }

  const CollectionName& name() const noexcept { return name_; }
  DocumentStore& store() const noexcept { return *store_; }

 private:
  DocumentStore* store_;
  CollectionName name_;
};

}  // namespace rest::tests

#pragma once

#include "store/document_store.hpp"
#include "store/mongodb/client.hpp"
#include "store/mongodb/known_collections.hpp"
#include "store/mongodb/mongodb_store.hpp"
#include "store/mongodb/slow_queries.hpp"

namespace rest::mongodb {

/// DocumentStore over libmongoc: each call is one command, or one and a look at what is stored.
class Store final : public DocumentStore {
 public:
  Store(const std::string& connectionString, const MongoDbOptions& options);

  // administration.cpp
  void ping() override;
  std::vector<std::string> databaseNames() override;
  std::vector<std::string> collectionNames(const std::string& database) override;
  bool hasCollection(const CollectionName& name) override;
  void createCollection(const CollectionName& name) override;
  bool dropCollection(const CollectionName& name) override;
  void dropDatabase(const std::string& database) override;

  // indexes.cpp
  std::vector<Document> indexes(const CollectionName& name) override;
  void createIndex(const CollectionName& name, const IndexDescription& index) override;
  bool dropIndex(const CollectionName& name, const std::string& indexName) override;

  // reads.cpp
  std::unique_ptr<DocumentCursor> find(const CollectionName& name, const FindRequest& request) override;
  std::unique_ptr<DocumentCursor> aggregate(const CollectionName& name, const Document& pipeline) override;
  std::int64_t count(const CollectionName& name, const Document& filter) override;
  std::optional<Document> findById(const CollectionName& name, const DocumentId& id, const Document& filter) override;

  // writes.cpp
  WriteResult write(const CollectionName& name, const DocumentId& id, const Change& change, WriteMode mode,
                    const WriteCondition& condition) override;
  EraseResult erase(const CollectionName& name, const DocumentId& id, const WriteCondition& condition) override;

  // bulk_writes.cpp
  BulkResult writeMany(const CollectionName& name, std::span<const BulkWrite> writes, WriteMode mode,
                       const Document& filter) override;
  BulkResult updateMany(const CollectionName& name, const Document& filter, const Change& change) override;
  std::int64_t eraseMany(const CollectionName& name, const Document& filter) override;

 private:
  using Watch = SlowQueries::Watch;

  ClientPool pool_;
  KnownCollections known_;
  SlowQueries slowQueries_;
};

}  // namespace rest::mongodb

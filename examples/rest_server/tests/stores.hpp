#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "store/document_store.hpp"

namespace rest::tests {

/// A folder of its own, gone with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// The embedded store in a file of its own.
class Sqlite {
 public:
  Sqlite();
  DocumentStore& store() noexcept { return *store_; }
  const std::string& database() const noexcept { return database_; }

 private:
  TemporaryFolder folder_;
  std::string database_ = "test";
  std::unique_ptr<DocumentStore> store_;
};

/// A database of its own in the MongoDB at MONGODB_URI, dropped with its owner. Throws when that is not set.
class MongoDb {
 public:
  MongoDb();
  ~MongoDb();
  MongoDb(const MongoDb&) = delete;
  MongoDb& operator=(const MongoDb&) = delete;
  DocumentStore& store() noexcept { return *store_; }
  const std::string& database() const noexcept { return database_; }

 private:
  std::string database_;
  DocumentStore* store_ = nullptr;
};

}  // namespace rest::tests

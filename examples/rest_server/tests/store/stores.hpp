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

/// MONGODB_URI, with more patience than the store has by itself: a stand-in on a busy machine may take long. Throws
/// when it is not set.
std::string mongoUri();

/// A database of its own in the MongoDB at MONGODB_URI, dropped with its owner. Throws when that is not set.
class MongoDb {
 public:
  MongoDb();
  ~MongoDb();
  MongoDb(const MongoDb&) = delete;
  MongoDb& operator=(const MongoDb&) = delete;
  DocumentStore& store() noexcept { return *store_; }
  const std::string& database() const noexcept { return database_; }
  /// It is SecantusDB, and no MongoDB.
  bool isStandIn() const;
  std::uint16_t port() const;

  /// It is a replica set and takes orders to fail.
  bool canFail() const;
  /// The next command of this name fails as told: `"errorCode":189`.
  void failOnce(const std::string& command, const std::string& how) const;

 private:
  std::string database_;
  DocumentStore* store_ = nullptr;
};

}  // namespace rest::tests

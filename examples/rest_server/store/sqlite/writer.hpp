#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "document/document_id.hpp"
#include "document/query/filter.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/field_index.hpp"

namespace rest::sqlite {

/// The `_id` as the key of its document. Throws QueryFault (refused) for arrays, regular expressions and undefined,
/// which MongoDB takes for no `_id` either.
std::string keyOf(const DocumentId& id);

/// A document that is kept.
struct Stored {
  std::int64_t number = 0;
  std::string key{};
  Document body{};
};

/// No collection has this number.
inline constexpr std::int64_t noCollection = 0;

std::optional<Document> documentAt(Connection& connection, std::int64_t collection, std::string_view key);

/// Changes the documents of one collection, and the entries of its indexes with them. Lives within a transaction.
/// Throws QueryFault (refused) for documents that have no place in an index.
class Writer {
 public:
  Writer(Connection& connection, CollectionName name);

  std::optional<Stored> at(std::string_view key) const;
  std::optional<Stored> at(std::int64_t number) const;

  // Whether it happened: nothing does when a value is taken that an index holds unique.

  /// Makes the collection when there is none.
  bool insert(const std::string& key, const Document& body);
  bool replace(const Stored& old, const Document& body);

  void erase(const Stored& old);

 private:
  Connection& connection_;
  CollectionName name_;
  std::int64_t collection_;  // noCollection: there is none
  std::vector<FieldIndex> indexes_;
};

}  // namespace rest::sqlite

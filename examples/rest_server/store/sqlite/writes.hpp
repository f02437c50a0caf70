#pragma once

#include <optional>

#include "document/query/filter.hpp"
#include "store/document_store.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/prepared_change.hpp"
#include "store/sqlite/writer.hpp"

namespace rest::sqlite {

// The writes of DocumentStore. What a filter and a change make of a document is found out before others have to wait
// for it, and is used when the document is still the same. They throw StoreError, and QueryFault for filters and
// changes that are invalid or do not fit a document.

/// The steps that a write of one document may take while others wait: less than a tenth of a second.
inline constexpr std::uint64_t stepsWhileOthersWait = 15'000'000;

/// What is to become of one document. Keeps references to what it is given.
class DocumentWrite {
 public:
  DocumentWrite(const DocumentId& id, const Change& change, WriteMode mode, const Precondition& precondition,
                const query::Filter& filter);

  const std::string& key() const noexcept { return key_; }

  /// Finds out what becomes of this document, or of the place where no document is stored.
  void lookAt(std::optional<Document> stored);

  struct Written {
    WriteResult result{};
    bool isModified = false;
  };
  /// Within a transaction.
  Written perform(Writer& writer);

 private:
  struct Decision {
    std::optional<Document> seen{};
    WriteResult result{};
    std::optional<Document> body{};  ///< that is to be written
  };
  Decision decisionFor(std::optional<Document> stored) const;

  const DocumentId& id_;
  PreparedChange change_;
  WriteMode mode_;
  const Precondition& precondition_;
  const query::Filter& filter_;
  std::string key_;
  std::optional<Decision> decision_{};
};

class DocumentErasure {
 public:
  DocumentErasure(const DocumentId& id, const Precondition& precondition, const query::Filter& filter);

  const std::string& key() const noexcept { return key_; }
  void lookAt(std::optional<Document> stored);
  EraseResult perform(Writer& writer);

 private:
  EraseResult decisionFor(const std::optional<Document>& stored) const;

  const Precondition& precondition_;
  const query::Filter& filter_;
  std::string key_;
  std::optional<Document> seen_{};
  std::optional<EraseResult> decision_{};
};

/// One of many documents, by its number, if it still matches; nothing otherwise. Whether it was changed. Within a
/// transaction.
std::optional<bool> updateAt(Writer& writer, std::int64_t number, const query::Filter& filter,
                             const PreparedChange& change);
/// Whether it was there and matched.
bool eraseAt(Writer& writer, std::int64_t number, const query::Filter& filter);

}  // namespace rest::sqlite

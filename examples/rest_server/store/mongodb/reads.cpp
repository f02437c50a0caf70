// Filters, projections, sorts and pipelines go in, documents come out, one after the other.
#include <deque>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "store/mongodb/continuation.hpp"
#include "store/mongodb/errors.hpp"
#include "store/mongodb/filters.hpp"
#include "store/mongodb/store.hpp"

namespace rest::mongodb {
namespace {

/// What is read ahead, in bytes. A page within this is read at once, so that an invalid filter is refused before the
/// head of an answer is sent, and a client that reads slowly keeps no connection of the pool.
constexpr std::size_t readAhead = 256 * 1024;

/// Holds a client until the server has no more.
class MongoCursor final : public DocumentCursor {
 public:
  /// `open`: from a client and a collection to a mongoc_cursor_t.
  template <class Open>
  MongoCursor(const ClientPool& pool, const CollectionName& name, const Open& open)
      : source_(std::in_place, pool, name, open) {
    std::size_t size = 0;
    while (size < readAhead) {
      const std::optional<BsonBytes> document = fetch();
      if (!document) return;
      ahead_.emplace_back(document->begin(), document->end());
      size += document->size();
    }
  }

  std::optional<BsonBytes> next() override {
    if (ahead_.empty()) return fetch();
    current_ = std::move(ahead_.front());
    ahead_.pop_front();
    return BsonBytes(current_);
  }

 private:
  struct Source {
    template <class Open>
    Source(const ClientPool& pool, const CollectionName& name, const Open& open)
        : client(pool.borrow()), collection(client.collection(name)), cursor(open(client, collection.get())) {}

    ClientPool::Client client;
    Collection collection;
    Cursor cursor;
  };

  std::optional<BsonBytes> fetch() {
    if (!source_) return std::nullopt;
    lookAtTime();
    const bson_t* document = nullptr;
    if (mongoc_cursor_next(source_->cursor.get(), &document)) return BsonBytes(bson_get_data(document), document->len);
    bson_error_t error;
    if (mongoc_cursor_error(source_->cursor.get(), &error)) source_->client.fail(error);
    source_.reset();
    return std::nullopt;
  }

  std::optional<Source> source_;
  std::deque<std::vector<std::uint8_t>> ahead_;
  std::vector<std::uint8_t> current_;
};

class EmptyCursor final : public DocumentCursor {
 public:
  std::optional<BsonBytes> next() override { return std::nullopt; }
};

void appendUnlessEmpty(OwnedBson& options, const char* name, const Document& value) {
  if (isEmpty(value)) return;
  const bson_t view = viewOf(value);
  BSON_APPEND_DOCUMENT(options.get(), name, &view);
}

}  // namespace

std::unique_ptr<DocumentCursor> Store::find(const CollectionName& name, const FindRequest& request) {
  if (request.limit == 0) return std::make_unique<EmptyCursor>();  // MongoDB reads a limit of zero as none
  OwnedBson options;
  appendUnlessEmpty(options, "projection", request.projection);
  appendUnlessEmpty(options, "sort", request.sort);
  if (request.hint) appendUnlessEmpty(options, "hint", *request.hint);
  if (request.skip > 0) BSON_APPEND_INT64(options.get(), "skip", request.skip);
  BSON_APPEND_INT64(options.get(), "limit", request.limit);
  Document filter = request.filter;
  if (request.after) {
    const Document both[] = {filter, continuation(request.sort, *request.after)};
    filter = allOf(both);
  }
  const Document* hint = request.hint ? &*request.hint : nullptr;
  const Watch watch(slowQueries_, {"find", name, filter, Question::Kind::filter, &request.sort, hint});
  return std::make_unique<MongoCursor>(
      pool_, name, [&](const ClientPool::Client& client, mongoc_collection_t* collection) {
        client.limitTime(options.get());
        const bson_t view = viewOf(filter);
        return mongoc_collection_find_with_opts(collection, &view, options.get(), nullptr);
      });
}

std::unique_ptr<DocumentCursor> Store::aggregate(const CollectionName& name, const Document& pipeline) {
  const Watch watch(slowQueries_, {"aggregate", name, pipeline, Question::Kind::pipeline});
  return std::make_unique<MongoCursor>(
      pool_, name, [&](const ClientPool::Client& client, mongoc_collection_t* collection) {
        OwnedBson options;
        client.limitTime(options.get());
        const bson_t view = viewOf(pipeline);
        return mongoc_collection_aggregate(collection, MONGOC_QUERY_NONE, &view, options.get(), nullptr);
      });
}

std::int64_t Store::count(const CollectionName& name, const Document& filter) {
  const Watch watch(slowQueries_, {"count", name, filter});
  const ClientPool::Client client = pool_.borrow();
  const Collection collection = client.collection(name);
  const bson_t view = viewOf(filter);
  OwnedBson options;
  client.limitTime(options.get());
  bson_error_t error;
  // The server keeps the count of all documents; to count others it must look at each.
  const std::int64_t count =
      isEmpty(filter)
          ? mongoc_collection_estimated_document_count(collection.get(), options.get(), nullptr, nullptr, &error)
          : mongoc_collection_count_documents(collection.get(), &view, options.get(), nullptr, nullptr, &error);
  if (count < 0) client.fail(error);
  return count;
}

std::optional<Document> Store::findById(const CollectionName& name, const DocumentId& id, const Document& filter) {
  FindRequest request;
  request.filter = filterFor(id, filter);
  request.limit = 1;
  const std::unique_ptr<DocumentCursor> cursor = find(name, request);
  const std::optional<BsonBytes> found = cursor->next();
  if (!found) return std::nullopt;
  return Document::copyOf(*found);
}

}  // namespace rest::mongodb

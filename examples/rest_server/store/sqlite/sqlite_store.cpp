// Calls of DocumentStore go in, rows of one SQLite file come out. One writer at a time, as many readers as there are
// threads and open cursors.
#include "store/sqlite/sqlite_store.hpp"

#include <chrono>
#include <optional>
#include <type_traits>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
#include "log.hpp"
#include "private_file.hpp"
#include "store/sqlite/catalogue.hpp"
#include "store/sqlite/field_index.hpp"
#include "store/sqlite/find_cursor.hpp"
#include "store/sqlite/pipeline.hpp"
#include "store/sqlite/readers.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/translation.hpp"
#include "store/sqlite/turns.hpp"
#include "store/sqlite/writer.hpp"
#include "store/sqlite/writes.hpp"

namespace rest {
namespace {

using namespace query;

using namespace sqlite;

// How long a write waits for those of this process; each of them may wait as long for those of another.
constexpr std::chrono::milliseconds longestTurn(800);
// A write of many documents lets others write after this time, and then waits longer, for it has begun.
constexpr std::chrono::milliseconds longestBatch(100);
constexpr std::chrono::seconds longestTurnBetween(10);

std::int64_t countRows(Reader& reader, std::int64_t collection) {
  Execution row = reader.prepared("SELECT count(*) FROM document WHERE collection = ?1");
  row.bind(1, collection);
  return row.next() ? row.integer(0) : 0;
}

/// A document by its key, in one step when the collection's number is known. What a known number finds is right: no
/// other collection ever gets it. What it does not find may be in a collection that was made again meanwhile.
std::optional<Document> lookUp(Reader& reader, const CollectionName& name, const std::string& key) {
  constexpr std::size_t maxKnown = 1000;
  auto& known = reader.collectionNumbers;
  const std::pair place(name.database, name.collection);
  const auto remembered = known.find(place);
  if (remembered != known.end()) {
    if (std::optional<Document> found = documentAt(reader, remembered->second, key)) return found;
  }
  const auto number = collectionNumber(reader, name);
  if (!number || (remembered != known.end() && remembered->second == *number)) return std::nullopt;
  if (known.size() >= maxKnown) known.clear();
  known[place] = *number;
  return documentAt(reader, *number, key);
}

void note(BulkResult& result, std::size_t place, const DocumentWrite::Written& written) {
  switch (written.result.status) {
    case WriteResult::Status::created:
      ++result.inserted;
      result.insertedAt.push_back(place);
      break;
    case WriteResult::Status::changed:
      ++result.matched;
      result.modified += written.isModified ? 1 : 0;
      break;
    case WriteResult::Status::duplicate:
      result.duplicates.push_back(place);
      break;
    default:
      break;
  }
}

class SqliteStore : public DocumentStore {
 public:
  explicit SqliteStore(const std::string& path) : writer_(path), readers_(path) {
    prepareSchema(writer_);
    for (const std::int64_t index : unfinishedIndexes(writer_)) eraseEntries(index);
  }

  bool findsAtOnce() const noexcept override { return true; }

  void ping() override { countRows(*readers_.borrow(), noCollection); }

  std::vector<std::string> databaseNames() override { return sqlite::databaseNames(*readers_.borrow()); }

  std::vector<std::string> collectionNames(const std::string& database) override {
    return sqlite::collectionNames(*readers_.borrow(), database);
  }

  bool hasCollection(const CollectionName& name) override {
    return collectionNumber(*readers_.borrow(), name).has_value();
  }

  void createCollection(const CollectionName& name) override {
    inTransaction([&] { return obtainCollection(writer_, name); });
  }

  bool dropCollection(const CollectionName& name) override {
    return inTransaction([&] { return sqlite::dropCollection(writer_, name); });
  }

  void dropDatabase(const std::string& database) override {
    inTransaction([&] {
      for (const std::string& collection : sqlite::collectionNames(writer_, database)) {
        sqlite::dropCollection(writer_, {database, collection});
      }
    });
  }

  std::unique_ptr<DocumentCursor> find(const CollectionName& name, const FindRequest& request) override {
    return translated([&] { return std::make_unique<FindCursor>(readers_.borrow(), name, request); });
  }

  std::int64_t count(const CollectionName& name, const Document& filter) override {
    return translated([&] {
      const Filter wanted(filter.bytes());
      const Readers::Loan reader = readers_.borrow();
      const Readers::Stay stay(readers_);
      const Snapshot snapshot(*reader);
      const std::int64_t collection = collectionNumber(*reader, name).value_or(noCollection);
      if (wanted.matchesAll()) return countRows(*reader, collection);
      Scan scan = scanFor(*reader, collection, wanted, fieldIndexes(*reader, collection));
      std::int64_t count = 0;
      while (scan.next()) ++count;
      return count;
    });
  }

  std::optional<Document> findById(const CollectionName& name, const DocumentId& id, const Document& filter) override {
    return translated([&] {
      const std::string key = keyOf(id);
      const Readers::Loan reader = readers_.borrow();
      if (filter == Document()) return lookUp(*reader, name, key);
      const Filter wanted(filter.bytes());
      std::optional<Document> found = lookUp(*reader, name, key);
      if (found && !wanted.matches(*found)) found.reset();
      return found;
    });
  }

  WriteResult write(const CollectionName& name, const DocumentId& id, const Change& change, WriteMode mode,
                    const WriteCondition& condition) override {
    return translated([&] {
      const Filter filter(condition.filter.bytes());
      DocumentWrite one(id, change, mode, condition.precondition, filter);
      one.lookAt(lookUp(*readers_.borrow(), name, one.key()));
      return inTransaction([&] {
        Writer writer(writer_, name);
        return one.perform(writer).result;
      });
    });
  }

  EraseResult erase(const CollectionName& name, const DocumentId& id, const WriteCondition& condition) override {
    return translated([&] {
      const Filter filter(condition.filter.bytes());
      DocumentErasure one(id, condition.precondition, filter);
      one.lookAt(lookUp(*readers_.borrow(), name, one.key()));
      return inTransaction([&] {
        Writer writer(writer_, name);
        return one.perform(writer);
      });
    });
  }

  BulkResult writeMany(const CollectionName& name, std::span<const BulkWrite> writes, WriteMode mode,
                       const Document& filter) override {
    return translated([&] {
      const Filter visible(filter.bytes());
      const Precondition none;
      BulkResult result;
      inTurns(writes.size(), [&, writer = std::optional<Writer>()](std::size_t i, bool isFirstOfTurn) mutable {
        if (isFirstOfTurn) writer.emplace(writer_, name);
        DocumentWrite one(writes[i].id, writes[i].change, mode, none, visible);
        note(result, i, one.perform(*writer));
      });
      return result;
    });
  }

  BulkResult updateMany(const CollectionName& name, const Document& filter, const Change& change) override {
    return translated([&] {
      if (change.kind == Change::Kind::replace) throw QueryFault("one document cannot replace many");
      const Filter wanted(filter.bytes());
      const PreparedChange prepared(change);
      const Matches found = matches(name, wanted);
      BulkResult result;
      inTurns(found.numbers.size(), [&, writer = std::optional<Writer>()](std::size_t i, bool isFirstOfTurn) mutable {
        if (isFirstOfTurn) writer.emplace(writer_, name);
        const std::optional<bool> isModified = updateAt(*writer, found.numbers[i], wanted, prepared);
        if (!isModified) return;
        ++result.matched;
        result.modified += *isModified ? 1 : 0;
      });
      return result;
    });
  }

  std::int64_t eraseMany(const CollectionName& name, const Document& filter) override {
    return translated([&] {
      const Filter wanted(filter.bytes());
      const Matches found = matches(name, wanted);
      std::int64_t count = 0;
      inTurns(found.numbers.size(), [&, writer = std::optional<Writer>()](std::size_t i, bool isFirstOfTurn) mutable {
        if (isFirstOfTurn) writer.emplace(writer_, name);
        count += eraseAt(*writer, found.numbers[i], wanted) ? 1 : 0;
      });
      return count;
    });
  }

  std::vector<Document> indexes(const CollectionName& name) override {
    const Readers::Loan reader = readers_.borrow();
    const Snapshot snapshot(*reader);
    const auto collection = collectionNumber(*reader, name);
    if (!collection) return {};
    std::vector<Document> result{idIndexDescription()};
    for (const FieldIndex& index : fieldIndexes(*reader, *collection)) result.push_back(description(index));
    return result;
  }

  void createIndex(const CollectionName& name, const IndexDescription& wanted) override {
    std::int64_t collection = noCollection;
    const std::optional<FieldIndex> index = inTransaction([&] {
      collection = obtainCollection(writer_, name);
      return beginIndex(writer_, collection, wanted);
    });
    if (!index) return;
    try {
      std::string after;
      const auto addSome = [&] {
        return addSomeEntries(writer_, collection, *index, after, std::chrono::steady_clock::now() + longestBatch);
      };
      while (inTransaction(addSome, longestTurnBetween)) {
      }
    } catch (...) {
      abandon(index->number);
      throw;
    }
  }

  bool dropIndex(const CollectionName& name, const std::string& indexName) override {
    const std::optional<std::int64_t> index = inTransaction([&]() -> std::optional<std::int64_t> {
      const auto collection = collectionNumber(writer_, name);
      const auto found = collection ? indexToDrop(writer_, *collection, indexName) : std::nullopt;
      if (found) detachIndex(writer_, *found);
      return found;
    });
    if (index) eraseEntries(*index);
    return index.has_value();
  }

  std::unique_ptr<DocumentCursor> aggregate(const CollectionName& name, const Document& pipeline) override {
    return translated([&] { return std::make_unique<PipelineCursor>(readers_.borrow(), name, pipeline); });
  }

 private:
  /// What the call returns, when all that it did is on the disk.
  template <class Call>
  std::invoke_result_t<Call> inTransaction(const Call& call, std::chrono::milliseconds longestWait = longestTurn) {
    const std::optional<Turns::Turn> turn = turns_.take(longestWait);
    if (!turn) throw StoreError(StoreError::Kind::unavailable, "SQLite: others have been writing for too long");
    Transaction transaction(writer_);
    if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
      translated(call);
      transaction.commit();
      limitLog();
    } else {
      auto result = translated(call);
      transaction.commit();
      limitLog();
      return result;
    }
  }

  /// SQLite begins its log again only when no reader needs it. Those who read slowly one after the other would let it
  /// grow without end: beyond a limit they are given up.
  void limitLog() {
    constexpr int mostPages = 16 * 1024;  // 64 MiB
    constexpr std::chrono::seconds untilNext{1};
    constexpr std::chrono::seconds slow{1};
    if (writer_.logPages() < mostPages) {
      logIsTooLong_ = false;
      return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (logIsTooLong_ && now < nextRestart_) return;
    readers_.giveUp(logIsTooLong_ ? std::chrono::milliseconds(0) : slow);
    logIsTooLong_ = !writer_.restartLog();
    nextRestart_ = now + untilNext;
  }

  /// Nothing finds or writes them any more: what is left of them, should this fail, goes at the next start.
  void eraseEntries(std::int64_t index) noexcept {
    const RequestBudget::Scope unlimited(nullptr);
    try {
      while (inTransaction([&] { return eraseSomeEntries(writer_, index); }, longestTurnBetween)) {
      }
    } catch (const std::exception& exception) {
      logLine(std::string("store: entries of an index that is gone are left: ") + exception.what());
    }
  }

  void abandon(std::int64_t index) noexcept {
    const RequestBudget::Scope unlimited(nullptr);
    try {
      inTransaction([&] { detachIndex(writer_, index); }, longestTurnBetween);
      eraseEntries(index);
    } catch (const std::exception& exception) {
      logLine(std::string("store: an index that could not be made is left: ") + exception.what());
    }
  }

  /// One after the other, in transactions between which others get their turn: as with MongoDB, what was written stays
  /// when a later one fails, and the error says so.
  template <class Call>
  void inTurns(std::size_t count, Call call) {
    using Clock = std::chrono::steady_clock;
    std::size_t written = 0;
    const auto failed = [&](const std::string& reason, const std::string& forClient) {
      const std::string part = std::to_string(written) + " of " + std::to_string(count) + " documents were written, ";
      return StoreError(StoreError::Kind::inPart, part + "then: " + reason,
                        part + "and the rest was not: " + forClient);
    };
    try {
      while (written < count) {
        std::size_t i = written;
        inTransaction(
            [&] {
              const Clock::time_point end = Clock::now() + longestBatch;
              for (bool isFirst = true; i < count && (isFirst || Clock::now() < end); isFirst = false) {
                call(i++, isFirst);
              }
            },
            written == 0 ? longestTurn : longestTurnBetween);
        written = i;
      }
    } catch (const StoreError& error) {
      if (written == 0) throw;
      throw failed(error.what(), error.forClient().empty() ? "the store failed" : error.forClient());
    } catch (const BudgetSpent& spent) {
      if (written == 0) throw;
      throw failed(spent.what(), spent.what());
    }
  }

  struct Matches {
    std::vector<std::int64_t> numbers{};
    HeldMemory held{};
  };

  /// The numbers of the documents that match, as they are now.
  Matches matches(const CollectionName& name, const Filter& filter) {
    const Readers::Loan reader = readers_.borrow();
    const Readers::Stay stay(readers_);
    const Snapshot snapshot(*reader);
    const std::int64_t collection = collectionNumber(*reader, name).value_or(noCollection);
    Scan scan = scanFor(*reader, collection, filter, fieldIndexes(*reader, collection));
    Matches found;
    while (const std::optional<Row> row = scan.next()) {
      found.held.add(shareInGrowingVector * sizeof row->number);
      found.numbers.push_back(row->number);
    }
    return found;
  }

  Turns turns_;
  Connection writer_;
  bool logIsTooLong_ = false;  ///< since the last commit but one at least
  std::chrono::steady_clock::time_point nextRestart_{};
  Readers readers_;
};

}  // namespace

std::unique_ptr<DocumentStore> openSqliteStore(const std::string& path) {
  createPrivateFile(path);
  auto store = std::make_unique<SqliteStore>(path);
  // An earlier version, or another program, may have made them readable by others.
  for (const char* suffix : {"", "-wal", "-shm"}) makePrivate(path + suffix);
  return store;
}

}  // namespace rest

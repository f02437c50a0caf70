// Writes with their conditions go in, what became of them comes out.
#include "store/sqlite/writes.hpp"

#include "store/sqlite/prepared_change.hpp"
#include "store/sqlite/writer.hpp"

namespace rest::sqlite {
namespace {

using namespace query;

struct Written {
  WriteResult result{};
  bool isModified = false;
};

using Status = WriteResult::Status;

Written created(bool happened) {
  return {{happened ? Status::created : Status::duplicate}, happened};
}

Written write(Writer& writer, const DocumentId& id, const PreparedChange& change, WriteMode mode,
              const Precondition& precondition, const Filter& filter) {
  const std::string key = keyOf(id);
  const std::optional<Stored> stored = writer.at(key);
  if (mode == WriteMode::insert && stored) return {{Status::duplicate}};
  if (!stored || !filter.matches(stored->body)) {
    if (mode == WriteMode::update) return {{Status::absent}};
    if (precondition.given) return {{Status::preconditionFailed}};
    if (stored) return {{Status::duplicate}};
    return created(writer.insert(key, change.made(id)));
  }
  if (precondition.isRequired && !precondition.given) return {{Status::preconditionRequired, etagOf(stored->body)}};
  if (!holds(precondition, stored->body)) return {{Status::preconditionFailed, etagOf(stored->body)}};
  const Document body = change.applied(id, stored->body);
  if (body == stored->body) return {{Status::changed}};
  if (!writer.replace(*stored, body)) return {{Status::duplicate}};
  return {{Status::changed}, true};
}

}  // namespace

WriteResult writeOne(Connection& connection, const CollectionName& name, const DocumentId& id, const Change& change,
                     WriteMode mode, const WriteCondition& condition) {
  const Filter filter(condition.filter.bytes());
  Writer writer(connection, name);
  return write(writer, id, PreparedChange(change), mode, condition.precondition, filter).result;
}

EraseResult eraseOne(Connection& connection, const CollectionName& name, const DocumentId& id,
                     const WriteCondition& condition) {
  using Erased = EraseResult::Status;
  const Filter filter(condition.filter.bytes());
  Writer writer(connection, name);
  const std::optional<Stored> stored = writer.at(keyOf(id));
  if (!stored || !filter.matches(stored->body)) return {Erased::absent};
  const Precondition& precondition = condition.precondition;
  if (precondition.isRequired && !precondition.given) return {Erased::preconditionRequired, etagOf(stored->body)};
  if (!holds(precondition, stored->body)) return {Erased::preconditionFailed, etagOf(stored->body)};
  writer.erase(*stored);
  return {Erased::erased};
}

BulkResult writeMany(Connection& connection, const CollectionName& name, std::span<const BulkWrite> writes,
                     WriteMode mode, const Document& filter) {
  const Filter visible(filter.bytes());
  Writer writer(connection, name);
  BulkResult result;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const Written written = write(writer, writes[i].id, PreparedChange(writes[i].change), mode, {}, visible);
    switch (written.result.status) {
      case Status::created:
        ++result.inserted;
        result.insertedAt.push_back(i);
        break;
      case Status::changed:
        ++result.matched;
        result.modified += written.isModified ? 1 : 0;
        break;
      case Status::duplicate:
        result.duplicates.push_back(i);
        break;
      default:
        break;
    }
  }
  return result;
}

BulkResult updateMany(Connection& connection, const CollectionName& name, const Document& filter,
                      const Change& change) {
  if (change.kind == Change::Kind::replace) throw QueryFault("one document cannot replace many");
  const Filter wanted(filter.bytes());
  const PreparedChange prepared(change);
  Writer writer(connection, name);
  BulkResult result;
  for (const std::int64_t number : writer.matches(wanted)) {
    const std::optional<Stored> stored = writer.at(number);
    if (!stored) continue;
    ++result.matched;
    const Document body = prepared.applied(stored->body);
    if (body == stored->body) continue;
    if (!writer.replace(*stored, body)) {
      throw QueryFault(QueryFault::Kind::duplicate, "a value that an index holds unique is taken");
    }
    ++result.modified;
  }
  return result;
}

std::int64_t eraseMany(Connection& connection, const CollectionName& name, const Document& filter) {
  const Filter wanted(filter.bytes());
  Writer writer(connection, name);
  const std::vector<std::int64_t> numbers = writer.matches(wanted);
  for (const std::int64_t number : numbers) {
    if (const std::optional<Stored> stored = writer.at(number)) writer.erase(*stored);
  }
  return static_cast<std::int64_t>(numbers.size());
}

}  // namespace rest::sqlite

// Writes with their conditions go in, what became of them comes out.
#include "store/sqlite/writes.hpp"

#include "budget/request_budget.hpp"

namespace rest::sqlite {

using namespace query;

namespace {

using Status = WriteResult::Status;

std::optional<Document> bodyOf(const std::optional<Stored>& stored) {
  return stored ? std::optional(stored->body) : std::nullopt;
}

bool isStill(const std::optional<Document>& seen, const std::optional<Stored>& stored) {
  return seen.has_value() == stored.has_value() && (!seen || *seen == stored->body);
}

}  // namespace

DocumentWrite::DocumentWrite(const DocumentId& id, const Change& change, WriteMode mode,
                             const Precondition& precondition, const Filter& filter)
    : id_(id), change_(change), mode_(mode), precondition_(precondition), filter_(filter), key_(keyOf(id)) {}

void DocumentWrite::lookAt(std::optional<Document> stored) {
  decision_ = decisionFor(std::move(stored));
}

DocumentWrite::Decision DocumentWrite::decisionFor(std::optional<Document> stored) const {
  const auto decided = [&](WriteResult result, std::optional<Document> body = std::nullopt) {
    return Decision{std::move(stored), result, std::move(body)};
  };
  if (mode_ == WriteMode::insert && stored) return decided({Status::duplicate});
  if (!stored || !filter_.matches(*stored)) {
    if (mode_ == WriteMode::update) return decided({Status::absent});
    if (precondition_.given) return decided({Status::preconditionFailed});
    if (stored) return decided({Status::duplicate});
    return decided({Status::created}, change_.made(id_));
  }
  if (precondition_.isRequired && !precondition_.given) {
    return decided({Status::preconditionRequired, etagOf(*stored)});
  }
  if (!holds(precondition_, stored)) return decided({Status::preconditionFailed, etagOf(*stored)});
  Document body = change_.applied(id_, *stored);
  if (body == *stored) return decided({Status::changed});
  return decided({Status::changed}, std::move(body));
}

DocumentWrite::Written DocumentWrite::perform(Writer& writer) {
  const RequestBudget::Share share(stepsWhileOthersWait);
  const std::optional<Stored> stored = writer.at(key_);
  if (!decision_ || !isStill(decision_->seen, stored)) lookAt(bodyOf(stored));
  if (!decision_->body) return {decision_->result};
  const bool happened = stored ? writer.replace(*stored, *decision_->body) : writer.insert(key_, *decision_->body);
  if (!happened) return {{Status::duplicate}};
  return {decision_->result, true};
}

DocumentErasure::DocumentErasure(const DocumentId& id, const Precondition& precondition, const Filter& filter)
    : precondition_(precondition), filter_(filter), key_(keyOf(id)) {}

void DocumentErasure::lookAt(std::optional<Document> stored) {
  decision_ = decisionFor(stored);
  seen_ = std::move(stored);
}

EraseResult DocumentErasure::decisionFor(const std::optional<Document>& stored) const {
  using Erased = EraseResult::Status;
  if (!stored || !filter_.matches(*stored)) return {Erased::absent};
  if (precondition_.isRequired && !precondition_.given) return {Erased::preconditionRequired, etagOf(*stored)};
  if (!holds(precondition_, stored)) return {Erased::preconditionFailed, etagOf(*stored)};
  return {Erased::erased};
}

EraseResult DocumentErasure::perform(Writer& writer) {
  const RequestBudget::Share share(stepsWhileOthersWait);
  const std::optional<Stored> stored = writer.at(key_);
  if (!decision_ || !isStill(seen_, stored)) lookAt(bodyOf(stored));
  if (decision_->status == EraseResult::Status::erased) writer.erase(*stored);
  return *decision_;
}

std::optional<bool> updateAt(Writer& writer, std::int64_t number, const Filter& filter, const PreparedChange& change) {
  const RequestBudget::Share share(stepsWhileOthersWait);
  const std::optional<Stored> stored = writer.at(number);
  if (!stored || !filter.matches(stored->body)) return std::nullopt;
  const Document body = change.applied(stored->body);
  if (body == stored->body) return false;
  if (!writer.replace(*stored, body)) {
    throw QueryFault(QueryFault::Kind::duplicate, "a value that an index holds unique is taken");
  }
  return true;
}

bool eraseAt(Writer& writer, std::int64_t number, const Filter& filter) {
  const RequestBudget::Share share(stepsWhileOthersWait);
  const std::optional<Stored> stored = writer.at(number);
  if (!stored || !filter.matches(stored->body)) return false;
  writer.erase(*stored);
  return true;
}

}  // namespace rest::sqlite

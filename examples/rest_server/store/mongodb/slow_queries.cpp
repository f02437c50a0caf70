// Commands that took long go in, one line each with its shape and plan comes out. When there are more than can be
// explained, they are counted instead.
#include "store/mongodb/slow_queries.hpp"

#include <exception>
#include <utility>

#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "store/mongodb/filters.hpp"
#include "store/mongodb/shape.hpp"

namespace rest::mongodb {
namespace {

constexpr std::size_t maxWaiting = 16;
constexpr std::size_t maxShape = 500;

void appendUnlessEmpty(bson_t* target, const char* name, const Document* value) {
  if (value == nullptr || isEmpty(*value)) return;
  const bson_t view = viewOf(*value);
  BSON_APPEND_DOCUMENT(target, name, &view);
}

Document explainCommand(const Question& question) {
  OwnedBson command;
  bson_t asked;
  BSON_APPEND_DOCUMENT_BEGIN(command.get(), "explain", &asked);
  const bson_t body = viewOf(question.body);
  if (question.kind == Question::Kind::pipeline) {
    BSON_APPEND_UTF8(&asked, "aggregate", question.collection.collection.c_str());
    BSON_APPEND_ARRAY(&asked, "pipeline", &body);
    const Document none;
    const bson_t cursor = viewOf(none);
    BSON_APPEND_DOCUMENT(&asked, "cursor", &cursor);
  } else {
    BSON_APPEND_UTF8(&asked, "find", question.collection.collection.c_str());
    BSON_APPEND_DOCUMENT(&asked, "filter", &body);
    appendUnlessEmpty(&asked, "sort", question.sort);
    appendUnlessEmpty(&asked, "hint", question.hint);
  }
  bson_append_document_end(command.get(), &asked);
  BSON_APPEND_UTF8(command.get(), "verbosity", "queryPlanner");
  return command.document();
}

}  // namespace

SlowQueries::SlowQueries(const ClientPool& pool, std::chrono::milliseconds threshold, Log log)
    : pool_(pool), threshold_(threshold), log_(std::move(log)), thread_([this] { run(); }) {}

SlowQueries::~SlowQueries() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  isNeeded_.notify_one();
  thread_.join();
}

SlowQueries::Watch::Watch(SlowQueries& log, const Question& question) noexcept
    : log_(log), question_(question), begin_(std::chrono::steady_clock::now()) {}

SlowQueries::Watch::~Watch() {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin_);
  if (took < log_.threshold_) return;
  try {
    log_.add(question_, took);
  } catch (const std::exception&) {  // a request does not fail for its line in the log
  }
}

void SlowQueries::add(const Question& question, std::chrono::milliseconds took) {
  const bool isPipeline = question.kind == Question::Kind::pipeline;
  const std::string shape = isPipeline ? shapeOfPipeline(question.body) : shapeOfFilter(question.body);
  const CollectionName& name = question.collection;
  Entry entry{"slow: " + std::string(question.operation) + " in " + name.database + '/' + name.collection + " took " +
                  std::to_string(took.count()) + " ms: " + shape.substr(0, maxShape),
              name.database, explainCommand(question)};
  {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= maxWaiting) {
      ++passedOver_;
      return;
    }
    entries_.push_back(std::move(entry));
  }
  isNeeded_.notify_one();
}

void SlowQueries::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    isNeeded_.wait(lock, [this] { return ends_ || !entries_.empty(); });
    if (ends_) return;
    const Entry entry = std::move(entries_.front());
    entries_.pop_front();
    const std::size_t passedOver = std::exchange(passedOver_, 0);
    lock.unlock();
    const std::string plan = planOf(entry);
    log_(entry.line + (plan.empty() ? "" : ", plan " + plan) +
         (passedOver > 0 ? ", and " + std::to_string(passedOver) + " more were slow" : ""));
  }
}

std::string SlowQueries::planOf(const Entry& entry) const try {
  const ClientPool::Client client = pool_.borrow();
  OwnedBson command;
  const bson_t asked = viewOf(entry.command);
  bson_concat(command.get(), &asked);
  client.limitTime(command.get());
  OwnedBson reply;
  bson_error_t error;
  const bool isGood = mongoc_client_read_command_with_opts(client.get(), entry.database.c_str(), command.get(), nullptr,
                                                           nullptr, reply.get(), &error);
  return isGood ? planIn(reply.bytes()) : "unknown";
} catch (const std::exception&) {
  return "unknown";
}

}  // namespace rest::mongodb

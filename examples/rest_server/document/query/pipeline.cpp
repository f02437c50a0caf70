// The stages of an aggregation go in; documents go through them one by one. Refused: stages that are unknown or need
// MongoDB, and operands that a stage does not take.
#include "document/query/pipeline.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/query/expression.hpp"
#include "document/query/filter.hpp"
#include "document/query/group_stage.hpp"
#include "document/query/number.hpp"
#include "document/query/ordering.hpp"
#include "document/query/shape.hpp"
#include "document/query/unwind_stage.hpp"

namespace rest::query {
namespace {

constexpr std::size_t mostStages = 1'000;  // MongoDB's

constexpr std::array needMongoDb{"$bucket",      "$bucketAuto", "$changeStream", "$collStats",   "$currentOp",
                                 "$densify",     "$documents",  "$facet",        "$fill",        "$geoNear",
                                 "$graphLookup", "$indexStats", "$listSessions", "$lookup",      "$merge",
                                 "$out",         "$redact",     "$replaceRoot",  "$replaceWith", "$planCacheStats",
                                 "$sample",      "$search",     "$sortByCount",  "$unionWith",   "$setWindowFields"};

class Match : public Stage {
 public:
  explicit Match(BsonBytes filter) : filter_(filter) {}
  std::optional<Document> next(const Source& source) override {
    while (std::optional<Document> document = source()) {
      if (filter_.matches(document->bytes())) return document;
    }
    return std::nullopt;
  }

 private:
  Filter filter_;
};

class Shaping : public Stage {
 public:
  explicit Shaping(Shape shape) : shape_(std::move(shape)) {}
  std::optional<Document> next(const Source& source) override {
    const std::optional<Document> document = source();
    return document ? std::optional(shape_.apply(document->bytes())) : std::nullopt;
  }

 private:
  Shape shape_;
};

class Skip : public Stage {
 public:
  explicit Skip(std::int64_t count) : count_(count) {}
  std::optional<Document> next(const Source& source) override {
    for (; count_ > 0; --count_) {
      if (!source()) return std::nullopt;
    }
    return source();
  }

 private:
  std::int64_t count_;
};

class Limit : public Stage {
 public:
  explicit Limit(std::int64_t count) : count_(count) {}
  std::optional<Document> next(const Source& source) override { return count_-- > 0 ? source() : std::nullopt; }

 private:
  std::int64_t count_;
};

class Count : public Stage {
 public:
  explicit Count(std::string_view name) : name_(name) {}
  std::optional<Document> next(const Source& source) override {
    if (isDone_) return std::nullopt;
    isDone_ = true;
    std::int64_t count = 0;
    while (source()) ++count;
    if (count == 0) return std::nullopt;
    const bool isSmall = count <= std::numeric_limits<std::int32_t>::max();
    const Result counted = isSmall ? Result::ofInt32(static_cast<std::int32_t>(count)) : Result::ofInt64(count);
    OwnedBson result;
    bson_append_value(result.get(), name_.data(), static_cast<int>(name_.size()), &counted.value());
    return result.document();
  }

 private:
  std::string name_;
  bool isDone_ = false;
};

class Sort : public Stage {
 public:
  explicit Sort(BsonBytes fields) : order_(fields) {
    if (order_.isEmpty()) throw QueryFault("$sort names no member");
  }

  std::optional<Document> next(const Source& source) override {
    if (!isSorted_) sort(source);
    if (next_ == rows_.size()) return std::nullopt;
    return std::move(rows_[next_++].document);
  }

 private:
  struct Row {
    std::string key;
    Document document;
  };

  void sort(const Source& source) {
    isSorted_ = true;
    while (std::optional<Document> document = source()) {
      std::string key = order_.keyOf(document->bytes());
      held_.add(2 * sizeof(Row) + key.size() + document->bytes().size());
      rows_.push_back({std::move(key), std::move(*document)});
    }
    std::stable_sort(rows_.begin(), rows_.end(), [](const Row& left, const Row& right) {
      spendSteps(1);
      return left.key < right.key;
    });
  }

  Ordering order_;
  std::vector<Row> rows_{};
  HeldMemory held_{};
  std::size_t next_ = 0;
  bool isSorted_ = false;
};

std::int64_t countIn(const Value& operand, const std::string& name, std::int64_t least) {
  const WholeNumber count = isNumber(operand) ? wholeNumber(operand) : WholeNumber();
  if (!count.isWhole || count.value < least)
    throw QueryFault(name + " needs a whole number that is not below " + std::to_string(least));
  return count.value;
}

std::string_view nameToCount(const Value& operand) {
  const std::string_view name = isText(operand) ? textOf(operand) : std::string_view();
  const bool isName = !name.empty() && !name.starts_with('$') && name.find('.') == std::string_view::npos &&
                      name.find('\0') == std::string_view::npos;
  if (!isName) throw QueryFault("$count needs a name without a point that does not begin with $");
  return name;
}

BsonBytes objectIn(const Value& operand, const std::string& name) {
  if (!isObject(operand)) throw QueryFault(name + " needs an object");
  return bytesOf(operand);
}

std::unique_ptr<Stage> stageOf(const Value& stage) {
  Members members(stage);
  auto first = members.begin();
  if (!isObject(stage) || first == members.end()) throw QueryFault("a stage of a pipeline is an object");
  const Member member = *first;
  if (++first != members.end()) throw QueryFault("a stage of a pipeline has one name");
  const std::string name(member.name);
  if (std::find(needMongoDb.begin(), needMongoDb.end(), name) != needMongoDb.end()) {
    throwNeedsMongoDb("the aggregation stage " + name);
  }
  if (name == "$match") return std::make_unique<Match>(objectIn(member.value, name));
  if (name == "$project") return std::make_unique<Shaping>(Shape::ofProject(objectIn(member.value, name)));
  if (name == "$addFields" || name == "$set") {
    return std::make_unique<Shaping>(Shape::ofAddFields(objectIn(member.value, name)));
  }
  if (name == "$unset") return std::make_unique<Shaping>(Shape::ofUnset(bytesOf(stage)));
  if (name == "$sort") return std::make_unique<Sort>(objectIn(member.value, name));
  if (name == "$skip") return std::make_unique<Skip>(countIn(member.value, name, 0));
  if (name == "$limit") return std::make_unique<Limit>(countIn(member.value, name, 1));
  if (name == "$count") return std::make_unique<Count>(nameToCount(member.value));
  if (name == "$group") return groupStage(objectIn(member.value, name));
  if (name == "$unwind") return unwindStage(member.value);
  throw QueryFault("unknown aggregation stage: " + name);
}

}  // namespace

Pipeline::Pipeline(BsonBytes stages) {
  std::vector<Document> filters;
  std::size_t count = 0;
  for (const Member& stage : Members(stages)) {
    if (++count > mostStages) throw QueryFault("a pipeline has more than 1000 stages");
    std::unique_ptr<Stage> read = stageOf(stage.value);
    const Lookup match = find(bytesOf(stage.value), "$match");
    if (match.found && stages_.empty()) {
      filters.push_back(Document::copyOf(bytesOf(match.value)));
    } else {
      stages_.push_back(std::move(read));
    }
  }
  filter_ = allOf(filters);
}

std::optional<Document> Pipeline::next(const Stage::Source& source) {
  return nextOf(stages_.size(), source);
}

std::optional<Document> Pipeline::nextOf(std::size_t count, const Stage::Source& source) {
  if (count == 0) return source();
  return stages_[count - 1]->next([&] { return nextOf(count - 1, source); });
}

}  // namespace rest::query

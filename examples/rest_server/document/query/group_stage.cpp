// Documents go in, one for each group of them comes out, in the order of their first members. Refused: accumulators
// that are unknown or need MongoDB.
#include "document/query/group_stage.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/query/expression.hpp"
#include "document/query/expression_functions.hpp"
#include "document/query/order_key.hpp"
#include "document/query/shape.hpp"

namespace rest::query {
namespace {

/// Gathers a value for a group.
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  Accumulator() = default;
  Accumulator(const Accumulator&) = delete;
  Accumulator& operator=(const Accumulator&) = delete;
  virtual void add(const Result& value) = 0;
  virtual Result result() = 0;
};

class SumOf : public Accumulator {
 public:
  void add(const Result& value) override {
    if (!value.isMissing() && isNumber(value.value())) sum_.add(value.value());
  }
  Result result() override { return sum_.result(); }

 private:
  Sum sum_;
};

class CountOf : public Accumulator {
 public:
  void add(const Result&) override { sum_.add(Result::ofInt32(1).value()); }
  Result result() override { return sum_.result(); }

 private:
  Sum sum_;
};

class AverageOf : public Accumulator {
 public:
  void add(const Result& value) override {
    if (value.isMissing() || !isNumber(value.value())) return;
    sum_.add(value.value());
    ++count_;
  }
  Result result() override {
    return count_ == 0 ? Result::ofNull() : Result::ofDouble(sum_.asDouble() / static_cast<double>(count_));
  }

 private:
  Sum sum_;
  std::int64_t count_ = 0;
};

template <int side>
class ExtremeOf : public Accumulator {
 public:
  void add(const Result& value) override {
    if (!value.isNullish() && (found_.isMissing() || compare(value, found_) * side > 0)) found_ = value.kept();
  }
  Result result() override { return found_.isMissing() ? Result::ofNull() : found_; }

 private:
  Result found_;
};

class FirstOf : public Accumulator {
 public:
  void add(const Result& value) override {
    if (!isFound_) found_ = value.kept();
    isFound_ = true;
  }
  Result result() override { return found_; }

 private:
  Result found_;
  bool isFound_ = false;
};

class LastOf : public Accumulator {
 public:
  void add(const Result& value) override { found_ = value.kept(); }
  Result result() override { return found_; }

 private:
  Result found_;
};

class All : public Accumulator {
 public:
  void add(const Result& value) override {
    if (!value.isMissing()) array_.add(value.value());
  }
  Result result() override { return array_.result(); }

 private:
  ArrayBuilder array_;
};

class EachOnce : public Accumulator {
 public:
  void add(const Result& value) override {
    if (value.isMissing()) return;
    std::string key;
    appendOrderKey(key, value.value());
    const std::size_t size = key.size() + 64;
    if (!known_.insert(std::move(key)).second) return;
    held_.add(size);
    array_.add(value.value());
  }
  Result result() override { return array_.result(); }

 private:
  std::unordered_set<std::string> known_;
  HeldMemory held_;
  ArrayBuilder array_;
};

class Merged : public Accumulator {
 public:
  void add(const Result& value) override {
    const std::array both{merged_, value};
    merged_ = functionNamed("$mergeObjects")->compute(both);
  }
  Result result() override {
    const std::array one{merged_};
    return functionNamed("$mergeObjects")->compute(one);
  }

 private:
  Result merged_;
};

template <class Kind>
std::unique_ptr<Accumulator> make() {
  return std::make_unique<Kind>();
}

struct AccumulatorKind {
  std::string_view name;
  std::unique_ptr<Accumulator> (*make)();
};
constexpr std::array kinds = std::to_array<AccumulatorKind>({{"$sum", make<SumOf>},
                                                             {"$avg", make<AverageOf>},
                                                             {"$min", make<ExtremeOf<-1>>},
                                                             {"$max", make<ExtremeOf<1>>},
                                                             {"$first", make<FirstOf>},
                                                             {"$last", make<LastOf>},
                                                             {"$push", make<All>},
                                                             {"$addToSet", make<EachOnce>},
                                                             {"$count", make<CountOf>},
                                                             {"$mergeObjects", make<Merged>}});

class Group : public Stage {
 public:
  explicit Group(BsonBytes operand) {
    for (const Member& member : Members(operand)) {
      if (member.name == "_id") {
        id_ = readExpression(member.value);
      } else {
        readField(member);
      }
    }
    if (!id_) throw QueryFault("$group needs an _id");
  }

  std::optional<Document> next(const Source& source) override {
    if (!isGrouped_) group(source);
    if (next_ == groups_.size()) return std::nullopt;
    return documentOf(groups_[next_++]);
  }

 private:
  struct Field {
    std::string name;
    const AccumulatorKind* kind;
    ExpressionPtr expression;  ///< null for $count
  };
  struct OneGroup {
    Result id;
    std::vector<std::unique_ptr<Accumulator>> accumulators;
  };

  void readField(const Member& member) {
    if (member.name.empty() || member.name.starts_with('$') || member.name.find('.') != std::string_view::npos) {
      throw QueryFault("$group has a name that is empty, dotted or begins with $");
    }
    Members members(member.value);
    auto place = members.begin();
    if (!isObject(member.value) || place == members.end()) throw QueryFault("a member of $group needs an accumulator");
    const Member call = *place;
    if (++place != members.end()) throw QueryFault("a member of $group needs one accumulator");
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.name == call.name; });
    if (kind == kinds.end()) throwNeedsMongoDb("the accumulator " + std::string(call.name));
    const bool counts = call.name == "$count";
    if (counts && (!isObject(call.value) || bytesOf(call.value).size() > emptyObject)) {
      throw QueryFault("$count of $group needs an empty object");
    }
    if (isArray(call.value)) throw QueryFault("an accumulator takes one operand");
    fields_.push_back({std::string(member.name), &*kind, counts ? nullptr : readExpression(call.value)});
  }

  void group(const Source& source) {
    isGrouped_ = true;
    while (const std::optional<Document> document = source()) {
      const BsonBytes bytes = document->bytes();
      Result id = id_->valueIn(bytes);
      if (id.isMissing()) id = Result::ofNull();
      OneGroup& group = groupOf(id);
      for (std::size_t i = 0; i < fields_.size(); ++i) {
        spendSteps(1);
        group.accumulators[i]->add(fields_[i].expression ? fields_[i].expression->valueIn(bytes) : Result());
      }
    }
  }

  OneGroup& groupOf(const Result& id) {
    constexpr std::size_t ofGroup = 128;
    constexpr std::size_t ofAccumulator = 192;
    std::string key;
    appendOrderKey(key, id.value());
    if (const auto found = places_.find(key); found != places_.end()) return groups_[found->second];
    held_.add(key.size() + ofGroup + fields_.size() * ofAccumulator);
    OneGroup group{id.kept(), {}};
    for (const Field& field : fields_) group.accumulators.push_back(field.kind->make());
    places_.emplace(std::move(key), groups_.size());
    return groups_.emplace_back(std::move(group));
  }

  Document documentOf(OneGroup& group) const {
    OwnedBson document;
    bson_append_value(document.get(), "_id", -1, &group.id.value());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::string& name = fields_[i].name;
      const Result result = group.accumulators[i]->result();
      // Where the member was missing, $first and $last yield null.
      bson_append_value(document.get(), name.data(), static_cast<int>(name.size()), &result.value());
    }
    group.accumulators.clear();
    requireShallow(document.bytes());
    return document.document();
  }

  static constexpr std::size_t emptyObject = 5;

  ExpressionPtr id_{};
  std::vector<Field> fields_{};
  std::unordered_map<std::string, std::size_t> places_{};
  std::vector<OneGroup> groups_{};
  HeldMemory held_{};
  std::size_t next_ = 0;
  bool isGrouped_ = false;
};

}  // namespace

std::unique_ptr<Stage> groupStage(BsonBytes operand) {
  return std::make_unique<Group>(operand);
}

}  // namespace rest::query

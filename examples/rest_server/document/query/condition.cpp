// Documents go in; whether they match the conditions of a filter comes out.
#include "document/query/condition.hpp"

#include <algorithm>

#include "budget/request_budget.hpp"

namespace rest::query {
namespace {

class At : public Condition {
 public:
  At(std::vector<PathPart> path, PredicatePtr predicate) : path_(std::move(path)), predicate_(std::move(predicate)) {}
  bool matches(BsonBytes document) const override { return predicate_->holdsAt(path_, document); }

 private:
  std::vector<PathPart> path_;
  PredicatePtr predicate_;
};

class Expressed : public Condition {
 public:
  explicit Expressed(ExpressionPtr expression) : expression_(std::move(expression)) {}
  bool matches(BsonBytes document) const override { return isTruthy(expression_->valueIn(document)); }

 private:
  ExpressionPtr expression_;
};

class AllOf : public Condition {
 public:
  explicit AllOf(std::vector<ConditionPtr> conditions) : conditions_(std::move(conditions)) {}
  bool matches(BsonBytes document) const override {
    spendSteps(1);
    return std::all_of(conditions_.begin(), conditions_.end(),
                       [document](const ConditionPtr& condition) { return condition->matches(document); });
  }

 private:
  std::vector<ConditionPtr> conditions_;
};

class AnyOf : public Condition {
 public:
  AnyOf(std::vector<ConditionPtr> conditions, bool wanted) : conditions_(std::move(conditions)), wanted_(wanted) {}
  bool matches(BsonBytes document) const override {
    spendSteps(1);
    const bool any = std::any_of(conditions_.begin(), conditions_.end(),
                                 [document](const ConditionPtr& condition) { return condition->matches(document); });
    return any == wanted_;
  }

 private:
  std::vector<ConditionPtr> conditions_;
  bool wanted_;
};

}  // namespace

ConditionPtr at(std::vector<PathPart> path, PredicatePtr predicate) {
  return std::make_unique<At>(std::move(path), std::move(predicate));
}

ConditionPtr expressed(ExpressionPtr expression) {
  return std::make_unique<Expressed>(std::move(expression));
}

ConditionPtr allOf(std::vector<ConditionPtr> conditions) {
  if (conditions.size() == 1) return std::move(conditions.front());
  return std::make_unique<AllOf>(std::move(conditions));
}

ConditionPtr anyOf(std::vector<ConditionPtr> conditions) {
  return std::make_unique<AnyOf>(std::move(conditions), true);
}

ConditionPtr noneOf(std::vector<ConditionPtr> conditions) {
  return std::make_unique<AnyOf>(std::move(conditions), false);
}

}  // namespace rest::query

// Values go in; whether an operator of the query language holds for them comes out.
#include "document/query/predicate.hpp"

#include <algorithm>
#include <cmath>

#include "budget/request_budget.hpp"
#include "document/query/comparison.hpp"
#include "document/query/number.hpp"

namespace rest::query {
namespace {

bool isNaN(const Value& value) {
  const bool mayBe = value.value_type == BSON_TYPE_DOUBLE || value.value_type == BSON_TYPE_DECIMAL128;
  return mayBe && std::isnan(nearestDouble(value).nearest);
}

/// Only values of one type are less or greater than each other; MinKey and MaxKey are compared with all.
class ComparedTo : public Predicate {
 public:
  ComparedTo(Comparator comparator, const Value& operand)
      : comparator_(comparator), operand_(operand), rank_(rankOf(operand)), isNaN_(isNaN(operand)) {}

  bool holdsFor(const Value* value) const override {
    if (value == nullptr && rank_ == Rank::null) return allowsEqual();
    if (value == nullptr || rankOf(*value) != rank_) return holdsForOtherType();
    if (isNaN_ || (rank_ == Rank::number && isNaN(*value))) return isNaN_ && isNaN(*value) && allowsEqual();
    const int order = compare(*value, operand_);
    switch (comparator_) {
      case Comparator::equal:
        return order == 0;
      case Comparator::less:
        return order < 0;
      case Comparator::lessOrEqual:
        return order <= 0;
      case Comparator::greater:
        return order > 0;
      case Comparator::greaterOrEqual:
        return order >= 0;
    }
    return false;
  }

 private:
  bool allowsEqual() const noexcept { return comparator_ != Comparator::less && comparator_ != Comparator::greater; }

  bool holdsForOtherType() const noexcept {
    switch (comparator_) {
      case Comparator::equal:
        return false;
      case Comparator::less:
      case Comparator::lessOrEqual:
        return rank_ == Rank::maxKey;
      case Comparator::greater:
      case Comparator::greaterOrEqual:
        return rank_ == Rank::minKey;
    }
    return false;
  }

  Comparator comparator_;
  Value operand_;
  Rank rank_;
  bool isNaN_;
};

class EqualToAny : public Predicate {
 public:
  EqualToAny(std::vector<Value> operands, std::vector<Regex> patterns)
      : operands_(std::move(operands)), patterns_(std::move(patterns)) {
    std::sort(operands_.begin(), operands_.end(), isBefore);
  }

  bool holdsFor(const Value* value) const override {
    if (std::binary_search(operands_.begin(), operands_.end(), value != nullptr ? *value : nullValue(), isBefore)) {
      return true;
    }
    if (value == nullptr || !isText(*value)) return false;
    return std::any_of(patterns_.begin(), patterns_.end(),
                       [value](const Regex& pattern) { return pattern.isIn(textOf(*value)); });
  }

 private:
  static bool isBefore(const Value& left, const Value& right) { return compare(left, right) < 0; }

  std::vector<Value> operands_;
  std::vector<Regex> patterns_;
};

class Present : public Predicate {
 public:
  bool holdsFor(const Value* value) const override { return value != nullptr; }
};

class OfTypes : public Predicate {
 public:
  explicit OfTypes(std::vector<bson_type_t> types) : types_(std::move(types)) {
    std::sort(types_.begin(), types_.end());
    types_.erase(std::unique(types_.begin(), types_.end()), types_.end());
  }
  bool holdsFor(const Value* value) const override {
    return value != nullptr && std::find(types_.begin(), types_.end(), value->value_type) != types_.end();
  }

 private:
  std::vector<bson_type_t> types_;
};

class Matching : public Predicate {
 public:
  Matching(Regex pattern, const Value& regex) : pattern_(std::move(pattern)), regex_(regex) {}
  bool holdsFor(const Value* value) const override {
    if (value == nullptr) return false;
    if (isText(*value)) return pattern_.isIn(textOf(*value));
    return compare(*value, regex_) == 0;
  }

 private:
  Regex pattern_;
  Value regex_;
};

class LeavingRemainder : public Predicate {
 public:
  LeavingRemainder(std::int64_t divisor, std::int64_t remainder) : divisor_(divisor), remainder_(remainder) {}
  bool holdsFor(const Value* value) const override {
    if (value == nullptr || !isNumber(*value)) return false;
    const WholeNumber number = truncated(*value);
    // The smallest int64 has no quotient by -1.
    return number.isWhole && (divisor_ == -1 ? 0 : number.value % divisor_) == remainder_;
  }

 private:
  std::int64_t divisor_;
  std::int64_t remainder_;
};

/// Predicates that ask something of an array as a whole.
class OfArray : public Predicate {
 public:
  bool holdsFor(const Value* value) const final { return value != nullptr && isArray(*value) && holdsForArray(*value); }

 protected:
  virtual bool holdsForArray(const Value& array) const = 0;
  ArraysAtTheEnd arrays() const noexcept final { return ArraysAtTheEnd::closed; }
};

class OfSize : public OfArray {
 public:
  explicit OfSize(std::int64_t size) : size_(size) {}

 protected:
  bool holdsForArray(const Value& array) const override {
    std::int64_t count = 0;
    for ([[maybe_unused]] const Member& element : Members(array)) ++count;
    return count == size_;
  }

 private:
  std::int64_t size_;
};

class WithElement : public OfArray {
 public:
  explicit WithElement(PredicatePtr predicate) : predicate_(std::move(predicate)) {}

 protected:
  bool holdsForArray(const Value& array) const override {
    for (const Member& element : Members(array)) {
      if (predicate_->holdsFor(&element.value)) return true;
    }
    return false;
  }

 private:
  PredicatePtr predicate_;
};

class Fulfilling : public Predicate {
 public:
  explicit Fulfilling(ConditionPtr condition) : condition_(std::move(condition)) {}
  bool holdsFor(const Value* value) const override {
    return value != nullptr && (isObject(*value) || isArray(*value)) && condition_->matches(bytesOf(*value));
  }

 private:
  ConditionPtr condition_;
};

class NotTrue : public Predicate {
 public:
  explicit NotTrue(PredicatePtr predicate) : predicate_(std::move(predicate)) {}
  bool holdsFor(const Value* value) const override { return !predicate_->holdsFor(value); }
  bool holdsAt(PathParts path, BsonBytes document) const override { return !predicate_->holdsAt(path, document); }

 private:
  PredicatePtr predicate_;
};

class AllTrue : public Predicate {
 public:
  explicit AllTrue(std::vector<PredicatePtr> predicates) : predicates_(std::move(predicates)) {}
  bool holdsFor(const Value* value) const override {
    return std::all_of(predicates_.begin(), predicates_.end(), [&](const PredicatePtr& predicate) {
      spendSteps(1);
      return predicate->holdsFor(value);
    });
  }
  // Each may hold for another value: {a: {$gt: 1, $lt: 5}} matches {a: [0, 10]}.
  bool holdsAt(PathParts path, BsonBytes document) const override {
    return std::all_of(predicates_.begin(), predicates_.end(),
                       [&](const PredicatePtr& predicate) { return predicate->holdsAt(path, document); });
  }

 private:
  std::vector<PredicatePtr> predicates_;
};

class Never : public Predicate {
 public:
  bool holdsFor(const Value*) const override { return false; }
};

}  // namespace

bool Predicate::holdsAt(PathParts path, BsonBytes document) const {
  return anyValueAt(path, document, arrays(), [this](const Value* value) { return holdsFor(value); });
}

PredicatePtr comparedTo(Comparator comparator, const Value& operand) {
  return std::make_unique<ComparedTo>(comparator, operand);
}

PredicatePtr equalToAny(std::vector<Value> operands, std::vector<Regex> patterns) {
  return std::make_unique<EqualToAny>(std::move(operands), std::move(patterns));
}

PredicatePtr present() {
  return std::make_unique<Present>();
}

PredicatePtr ofTypes(std::vector<bson_type_t> types) {
  return std::make_unique<OfTypes>(std::move(types));
}

PredicatePtr matching(Regex pattern, const Value& regex) {
  return std::make_unique<Matching>(std::move(pattern), regex);
}

PredicatePtr leavingRemainder(std::int64_t divisor, std::int64_t remainder) {
  return std::make_unique<LeavingRemainder>(divisor, remainder);
}

PredicatePtr ofSize(std::int64_t size) {
  return std::make_unique<OfSize>(size);
}

PredicatePtr withElement(PredicatePtr predicate) {
  return std::make_unique<WithElement>(std::move(predicate));
}

PredicatePtr fulfilling(ConditionPtr condition) {
  return std::make_unique<Fulfilling>(std::move(condition));
}

PredicatePtr notTrue(PredicatePtr predicate) {
  return std::make_unique<NotTrue>(std::move(predicate));
}

PredicatePtr allTrue(std::vector<PredicatePtr> predicates) {
  if (predicates.size() == 1) return std::move(predicates.front());
  return std::make_unique<AllTrue>(std::move(predicates));
}

PredicatePtr never() {
  return std::make_unique<Never>();
}

}  // namespace rest::query

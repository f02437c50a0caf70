#pragma once

#include <memory>
#include <vector>

#include "document/query/value.hpp"
#include "document/query/path.hpp"
#include "document/query/regex.hpp"

namespace rest::query {

/// What a filter asks of the values at one path. Immutable; for any number of threads.
class Predicate {
 public:
  virtual ~Predicate() = default;
  /// For this value alone; null: there is no value.
  virtual bool holdsFor(const Value* value) const = 0;
  /// For any value at the path.
  virtual bool holdsAt(PathParts path, BsonBytes document) const;

 protected:
  virtual ArraysAtTheEnd arrays() const noexcept { return ArraysAtTheEnd::opened; }
};

using PredicatePtr = std::unique_ptr<const Predicate>;

/// What a filter asks of a whole document.
class Condition {
 public:
  virtual ~Condition() = default;
  virtual bool matches(BsonBytes document) const = 0;
};

using ConditionPtr = std::unique_ptr<const Condition>;

enum class Comparator { equal, less, lessOrEqual, greater, greaterOrEqual };

// What each yields is true as MongoDB's manual says for the operator of that name. Values are borrowed.
PredicatePtr comparedTo(Comparator comparator, const Value& operand);
PredicatePtr equalToAny(std::vector<Value> operands, std::vector<Regex> patterns);
PredicatePtr present();
PredicatePtr ofTypes(std::vector<bson_type_t> types);
/// Texts that the pattern is in, and the same pattern as a value.
PredicatePtr matching(Regex pattern, const Value& regex);
PredicatePtr leavingRemainder(std::int64_t divisor, std::int64_t remainder);
PredicatePtr ofSize(std::int64_t size);
PredicatePtr withElement(PredicatePtr predicate);
/// For an object, or an array read as one.
PredicatePtr fulfilling(ConditionPtr condition);

PredicatePtr notTrue(PredicatePtr predicate);
/// An empty list holds for everything.
PredicatePtr allTrue(std::vector<PredicatePtr> predicates);
PredicatePtr never();

}  // namespace rest::query

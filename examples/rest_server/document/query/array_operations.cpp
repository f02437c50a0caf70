// An update operator that changes an array goes in with its operand; what it does with the array comes out. Refused:
// operands that it does not take, and fields that are no arrays.
#include <algorithm>
#include <set>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
#include "document/bson_access.hpp"
#include "document/query/comparison.hpp"
#include "document/query/field_update.hpp"
#include "document/query/filter_reader.hpp"
#include "document/query/number.hpp"
#include "document/query/order_key.hpp"
#include "document/query/ordering.hpp"
#include "document/query/query_fault.hpp"
#include "document/query/type_names.hpp"

namespace rest::query {
namespace {

/// Equal values have equal keys.
std::string keyOf(const Value& value) {
  std::string key;
  appendOrderKey(key, value);
  return key;
}

/// Values without repetition, in memory that the request holds.
class ValueSet {
 public:
  /// Whether it was not there.
  bool insert(const Value& value) {
    constexpr std::size_t bytesOfNode = 80;
    constexpr std::uint64_t stepsOfNode = 40;
    spendSteps(stepsOfNode);
    const auto [place, isNew] = keys_.insert(keyOf(value));
    if (isNew) held_.add(bytesOfNode + place->size());
    return isNew;
  }
  bool contains(const Value& value) const {
    constexpr std::uint64_t stepsOfSearch = 20;
    spendSteps(stepsOfSearch);
    return keys_.contains(keyOf(value));
  }

 private:
  std::set<std::string> keys_{};
  HeldMemory held_{};
};

using Elements = std::vector<Editable>;

class OfArray : public Operation {
 public:
  explicit OfArray(std::string name, std::string path) : name_(std::move(name)), path_(std::move(path)) {}

  std::optional<Editable> apply(std::optional<Editable> current) const final {
    if (!current) current = Editable::emptyArray();
    if (!current->holdsArray()) {
      throw QueryFault(name_ + " needs an array, and " + path_ + " is of the type " + typeName(current->value()));
    }
    change(current->elements());
    return current;
  }

 protected:
  virtual void change(Elements& elements) const = 0;

  const std::string name_;
  const std::string path_;
};

/// The value at a path as the $sort of a $push looks for it: arrays are entered by places in the path alone.
Value valueAt(BsonBytes object, PathParts path) {
  const Lookup member = find(object, path.front().name);
  if (!member.found) return nullValue();
  if (path.size() == 1) return member.value;
  if (!isObject(member.value) && !isArray(member.value)) return nullValue();
  return valueAt(bytesOf(member.value), path.subspan(1));
}

std::string keyOf(const Value& element, const std::vector<OrderedField>& fields) {
  std::string key;
  for (const OrderedField& field : fields) {
    appendFieldKey(key, isObject(element) ? valueAt(bytesOf(element), field.parts) : nullValue(), field.direction);
  }
  return key;
}

/// The values of an $each, or the operand itself.
std::vector<Value> eachOf(std::string_view name, const Value& operand) {
  const Lookup each = isObject(operand) ? find(bytesOf(operand), "$each") : Lookup{};
  if (!each.found) return {operand};
  if (!isArray(each.value)) throw QueryFault("$each in " + std::string(name) + " needs an array");
  std::vector<Value> values;
  for (const Member& element : Members(each.value)) values.push_back(element.value);
  return values;
}

class Push : public OfArray {
 public:
  Push(const std::string& path, const Value& operand) : OfArray("$push", path), values_(eachOf("$push", operand)) {
    if (!isObject(operand) || !find(bytesOf(operand), "$each").found) return;
    for (const Member& clause : Members(operand)) readClause(clause);
  }

 protected:
  void change(Elements& elements) const override {
    const auto size = static_cast<std::int64_t>(elements.size());
    std::int64_t place = std::min(position_.value_or(size), size);
    if (place < 0) place = std::max<std::int64_t>(0, size + place);
    Elements added;
    for (const Value& value : values_) added.emplace_back(value);
    elements.insert(elements.begin() + place, std::make_move_iterator(added.begin()),
                    std::make_move_iterator(added.end()));
    sort(elements);
    slice(elements);
  }

 private:
  void readClause(const Member& clause) {
    if (clause.name == "$each") return;
    if (clause.name == "$sort") return readSort(clause.value);
    if (clause.name != "$position" && clause.name != "$slice") {
      throw QueryFault("unknown clause of $push: " + std::string(clause.name));
    }
    const WholeNumber number = wholeNumber(clause.value);
    if (!number.isWhole) throw QueryFault(std::string(clause.name) + " of $push needs a whole number");
    (clause.name == "$slice" ? slice_ : position_) = number.value;
  }

  void readSort(const Value& order) {
    if (isObject(order)) {
      byFields_.emplace(bytesOf(order));
      if (byFields_->isEmpty()) throw QueryFault("$sort of $push needs a field");
      return;
    }
    const WholeNumber direction = wholeNumber(order);
    if (!direction.isWhole || (direction.value != 1 && direction.value != -1)) {
      throw QueryFault("$sort of $push needs 1, -1 or fields with these");
    }
    direction_ = static_cast<int>(direction.value);
  }

  void sort(Elements& elements) const {
    if (byFields_) {
      HeldMemory held;
      std::vector<std::pair<std::string, Editable>> keyed;
      for (Editable& element : elements) {
        std::string key = keyOf(element.value(), byFields_->fields());
        held.add(sizeof(std::pair<std::string, Editable>) + key.size());
        keyed.emplace_back(std::move(key), std::move(element));
      }
      std::stable_sort(keyed.begin(), keyed.end(), [](const auto& left, const auto& right) {
        spendSteps(stepsOfPair + stepsOfBytes(std::min(left.first.size(), right.first.size())));
        return left.first < right.first;
      });
      std::transform(keyed.begin(), keyed.end(), elements.begin(),
                     [](auto& element) { return std::move(element.second); });
    } else if (direction_ != 0) {
      std::stable_sort(elements.begin(), elements.end(), [this](const auto& left, const auto& right) {
        spendSteps(stepsOfPair);
        return direction_ * compare(left.value(), right.value()) < 0;
      });
    }
  }

  void slice(Elements& elements) const {
    const auto size = static_cast<std::int64_t>(elements.size());
    if (!slice_ || *slice_ >= size || *slice_ <= -size) return;
    if (*slice_ >= 0) {
      elements.erase(elements.begin() + *slice_, elements.end());
    } else {
      elements.erase(elements.begin(), elements.end() + *slice_);
    }
  }

  static constexpr std::uint64_t stepsOfPair = 3;  // that is compared, and moved

  std::vector<Value> values_;
  std::optional<std::int64_t> position_{};
  std::optional<std::int64_t> slice_{};
  std::optional<Ordering> byFields_{};
  int direction_ = 0;
};

class AddToSet : public OfArray {
 public:
  AddToSet(const std::string& path, const Value& operand)
      : OfArray("$addToSet", path), values_(eachOf("$addToSet", operand)) {
    if (!isObject(operand) || !find(bytesOf(operand), "$each").found) return;
    for (const Member& clause : Members(operand)) {
      if (clause.name != "$each") throw QueryFault("$addToSet takes nothing beside $each: " + std::string(clause.name));
    }
  }

 protected:
  void change(Elements& elements) const override {
    ValueSet there;
    for (const Editable& element : elements) there.insert(element.value());
    for (const Value& value : values_) {
      if (there.insert(value)) elements.emplace_back(value);
    }
  }

 private:
  std::vector<Value> values_;
};

class Removal : public OfArray {
 public:
  using OfArray::OfArray;
  bool makesField() const noexcept override { return false; }
};

/// What is asked of an element as of a field: an array in the array is gone through.
class AsField : public Predicate {
 public:
  explicit AsField(PredicatePtr predicate) : predicate_(std::move(predicate)) {}

  bool holdsFor(const Value* element) const override {
    OwnedBson document;
    BSON_APPEND_VALUE(document.get(), "v", element);
    constexpr std::uint64_t stepsOfAny = 20;
    spendSteps(stepsOfAny + stepsOfCopy(document.bytes().size()));
    static const std::vector<PathPart> path = partsOf("v");
    return predicate_->holdsAt(path, document.bytes());
  }

 private:
  PredicatePtr predicate_;
};

class OfObject : public Predicate {
 public:
  explicit OfObject(ConditionPtr condition) : condition_(std::move(condition)) {}
  bool holdsFor(const Value* element) const override {
    return isObject(*element) && condition_->matches(bytesOf(*element));
  }

 private:
  ConditionPtr condition_;
};

/// What a $pull asks of each element: operators of a field, a filter of objects, or to be equal.
PredicatePtr readPull(const Value& operand) {
  if (operand.value_type == BSON_TYPE_REGEX || holdsFieldOperators(operand)) {
    return std::make_unique<AsField>(readPredicate(operand));
  }
  if (isObject(operand)) return std::make_unique<OfObject>(readFilter(bytesOf(operand)).condition);
  return comparedTo(Comparator::equal, operand);
}

class Pull : public Removal {
 public:
  Pull(const std::string& path, const Value& operand) : Removal("$pull", path), unwanted_(readPull(operand)) {}

 protected:
  void change(Elements& elements) const override {
    std::erase_if(elements, [this](const Editable& element) { return unwanted_->holdsFor(&element.value()); });
  }

 private:
  PredicatePtr unwanted_;
};

class PullAll : public Removal {
 public:
  PullAll(const std::string& path, const Value& operand) : Removal("$pullAll", path) {
    if (!isArray(operand)) throw QueryFault("$pullAll needs an array");
    for (const Member& element : Members(operand)) unwanted_.insert(element.value);
  }

 protected:
  void change(Elements& elements) const override {
    std::erase_if(elements, [this](const Editable& element) { return unwanted_.contains(element.value()); });
  }

 private:
  ValueSet unwanted_;
};

class Pop : public Removal {
 public:
  Pop(const std::string& path, const Value& operand) : Removal("$pop", path) {
    const WholeNumber end = wholeNumber(operand);
    if (!end.isWhole || (end.value != 1 && end.value != -1)) throw QueryFault("$pop needs 1 or -1");
    isFirst_ = end.value == -1;
  }

 protected:
  void change(Elements& elements) const override {
    if (!elements.empty()) elements.erase(isFirst_ ? elements.begin() : elements.end() - 1);
  }

 private:
  bool isFirst_ = false;
};

}  // namespace

OperationPtr readArrayOperation(std::string_view name, const std::string& path, const Value& operand) {
  if (name == "$push") return std::make_unique<Push>(path, operand);
  if (name == "$addToSet") return std::make_unique<AddToSet>(path, operand);
  if (name == "$pull") return std::make_unique<Pull>(path, operand);
  if (name == "$pullAll") return std::make_unique<PullAll>(path, operand);
  if (name == "$pop") return std::make_unique<Pop>(path, operand);
  return nullptr;
}

}  // namespace rest::query

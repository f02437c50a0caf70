// A filter goes in, a tree of conditions comes out. Refused: operators that are unknown or need MongoDB, and
// operands that an operator does not take.
#include "document/query/filter_reader.hpp"

#include <algorithm>
#include <array>

#include "budget/request_budget.hpp"
#include "document/query/condition.hpp"
#include "document/query/number.hpp"
#include "document/query/query_fault.hpp"
#include "document/query/type_names.hpp"

namespace rest::query {
namespace {

constexpr int maxDepth = 100;
constexpr std::uint64_t stepsOfCondition = 60;
constexpr std::int64_t notASize = -1;

constexpr std::array needMongoDbAtTheTop{"$expr", "$where", "$text", "$jsonSchema", "$sampleRate"};
constexpr std::array needMongoDbOfAField{"$near",         "$nearSphere",  "$geoWithin",    "$geoIntersects",
                                         "$within",       "$maxDistance", "$minDistance",  "$bitsAllSet",
                                         "$bitsAllClear", "$bitsAnySet",  "$bitsAnyClear", "$geoNear",
                                         "$geoNever",     "$jsonSchema",  "$expr"};

bool isOperator(std::string_view name) {
  return name.starts_with('$') && name != "$ref" && name != "$id" && name != "$db";
}

/// The name of the first member; empty for an object without members, and for what is not an object.
std::string_view firstName(const Value& value) {
  if (!isObject(value)) return {};
  Members members(value);
  const auto first = members.begin();
  return first == members.end() ? std::string_view() : (*first).name;
}

bool isLogical(std::string_view name) {
  return name == "$and" || name == "$or" || name == "$nor";
}

class Reader {
 public:
  ConditionPtr conditionOf(BsonBytes filter, const std::string& within, bool isRequired) {
    const Level level(*this);
    std::vector<ConditionPtr> conditions;
    for (const Member& member : Members(filter)) {
      spendSteps(stepsOfCondition);
      if (member.name.starts_with('$')) {
        if (member.name != "$comment") conditions.push_back(logical(member, within, isRequired));
      } else {
        conditions.push_back(ofField(member, within, isRequired));
      }
    }
    return allOf(std::move(conditions));
  }

  PredicatePtr predicateOf(const Value& value, const std::string& path, bool isRequired) {
    if (value.value_type == BSON_TYPE_REGEX) return patternOf(value);
    if (holdsOperators(value)) return allTrue(predicatesOf(value, path, isRequired));
    return comparison(Comparator::equal, value, path, isRequired);
  }

  PredicatePtr elementPredicate(const Value& operand, const std::string& path) {
    if (!isObject(operand)) throw QueryFault("$elemMatch needs an object");
    const std::string_view first = firstName(operand);
    if (isOperator(first) && !isLogical(first)) {
      return allTrue(predicatesOf(operand, path, false));
    }
    return fulfilling(conditionOf(bytesOf(operand), path, false));
  }

  ReadFilter read;

 private:
  struct Level {
    explicit Level(Reader& owner) : reader(owner) {
      if (++reader.depth_ > maxDepth) throw QueryFault("the filter is nested too deeply");
    }
    ~Level() { --reader.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    Reader& reader;
  };

  ConditionPtr ofField(const Member& member, const std::string& within, bool isRequired) {
    const std::string path = within.empty() ? std::string(member.name) : within + '.' + std::string(member.name);
    read.paths.push_back(path);
    return at(partsOf(member.name), predicateOf(member.value, path, isRequired));
  }

  ConditionPtr logical(const Member& member, const std::string& within, bool isRequired) {
    const std::string name(member.name);
    if (name == "$expr" && within.empty()) return expressed(readExpression(member.value));
    if (std::find(needMongoDbAtTheTop.begin(), needMongoDbAtTheTop.end(), name) != needMongoDbAtTheTop.end()) {
      throwNeedsMongoDb(name);
    }
    if (!isLogical(name)) throw QueryFault("unknown top level operator: " + name);
    if (!isArray(member.value)) throw QueryFault(name + " must be an array");
    std::vector<ConditionPtr> conditions;
    for (const Member& element : Members(member.value)) {
      if (!isObject(element.value)) throw QueryFault("the elements of " + name + " must be objects");
      conditions.push_back(conditionOf(bytesOf(element.value), within, isRequired && name == "$and"));
    }
    if (conditions.empty()) throw QueryFault(name + " must be a nonempty array");
    if (name == "$and") return allOf(std::move(conditions));
    return name == "$or" ? anyOf(std::move(conditions)) : noneOf(std::move(conditions));
  }

  std::vector<PredicatePtr> predicatesOf(const Value& operators, const std::string& path, bool isRequired) {
    const Level level(*this);
    std::vector<PredicatePtr> predicates;
    for (const Member& member : Members(operators)) {
      spendSteps(stepsOfCondition);
      if (member.name == "$options") {
        if (!find(bytesOf(operators), "$regex").found) throw QueryFault("$options needs a $regex");
      } else if (member.name == "$regex") {
        predicates.push_back(regex(member.value, find(bytesOf(operators), "$options")));
      } else {
        predicates.push_back(operation(member, path, isRequired));
      }
    }
    return predicates;
  }

  PredicatePtr operation(const Member& member, const std::string& path, bool isRequired) {
    const std::string_view name = member.name;
    const Value& operand = member.value;
    if (name == "$eq") return comparison(Comparator::equal, operand, path, isRequired);
    if (name == "$ne") return notTrue(notEqual(operand, path));
    if (name == "$lt") return comparison(Comparator::less, operand, path, isRequired);
    if (name == "$lte") return comparison(Comparator::lessOrEqual, operand, path, isRequired);
    if (name == "$gt") return comparison(Comparator::greater, operand, path, isRequired);
    if (name == "$gte") return comparison(Comparator::greaterOrEqual, operand, path, isRequired);
    if (name == "$in") return in(member, path, isRequired);
    if (name == "$nin") return notTrue(in(member, path, false));
    if (name == "$not") return notOperation(operand, path);
    if (name == "$exists") return isTruthy(operand) ? present() : notTrue(present());
    if (name == "$type") return ofTypes(typesNamed(operand));
    if (name == "$mod") return mod(operand);
    if (name == "$size") return ofSize(sizeOf(operand));
    if (name == "$all") return all(operand, path, isRequired);
    if (name == "$elemMatch") return withElement(elementPredicate(operand, path));
    if (std::find(needMongoDbOfAField.begin(), needMongoDbOfAField.end(), name) != needMongoDbOfAField.end()) {
      throwNeedsMongoDb(std::string(name));
    }
    throw QueryFault("unknown operator: " + std::string(name));
  }

  PredicatePtr comparison(Comparator comparator, const Value& operand, const std::string& path, bool isRequired) {
    if (operand.value_type == BSON_TYPE_UNDEFINED) throw QueryFault("cannot compare to undefined");
    if (operand.value_type == BSON_TYPE_REGEX && comparator != Comparator::equal) {
      throw QueryFault("a regular expression cannot be compared by order");
    }
    if (isRequired) read.constraints.push_back({path, comparator, {operand}});
    return comparedTo(comparator, operand);
  }

  PredicatePtr notEqual(const Value& operand, const std::string& path) {
    if (operand.value_type == BSON_TYPE_REGEX) throw QueryFault("$ne takes no regular expression");
    return comparison(Comparator::equal, operand, path, false);
  }

  PredicatePtr in(const Member& member, const std::string& path, bool isRequired) {
    if (!isArray(member.value)) throw QueryFault(std::string(member.name) + " needs an array");
    std::vector<Value> operands;
    std::vector<Regex> patterns;
    for (const Member& element : Members(member.value)) {
      if (holdsOperators(element.value)) throw QueryFault("cannot nest $ under " + std::string(member.name));
      if (element.value.value_type == BSON_TYPE_UNDEFINED) throw QueryFault("cannot compare to undefined");
      if (element.value.value_type == BSON_TYPE_REGEX) {
        patterns.emplace_back(element.value.value.v_regex.regex, element.value.value.v_regex.options);
      }
      operands.push_back(element.value);
    }
    if (isRequired && patterns.empty()) read.constraints.push_back({path, Comparator::equal, operands});
    return equalToAny(std::move(operands), std::move(patterns));
  }

  PredicatePtr notOperation(const Value& operand, const std::string& path) {
    if (operand.value_type == BSON_TYPE_REGEX) return notTrue(patternOf(operand));
    if (!isObject(operand)) throw QueryFault("$not needs a regex or a document");
    if (Members(operand).begin() == std::default_sentinel) throw QueryFault("$not cannot be empty");
    return notTrue(allTrue(predicatesOf(operand, path, false)));
  }

  static PredicatePtr patternOf(const Value& regex) {
    return matching({regex.value.v_regex.regex, regex.value.v_regex.options}, regex);
  }

  /// {$regex: "p", $options: "i"} is the value /p/i.
  static PredicatePtr regex(const Value& pattern, const Lookup& options) {
    Value regex = pattern;
    if (isText(pattern)) {
      refuseNullCharacter(pattern);
      regex.value_type = BSON_TYPE_REGEX;
      regex.value.v_regex = {pattern.value.v_utf8.str, const_cast<char*>("")};
    } else if (pattern.value_type != BSON_TYPE_REGEX) {
      throw QueryFault("$regex has to be a string");
    }
    if (options.found) {
      if (!isText(options.value)) throw QueryFault("$options has to be a string");
      refuseNullCharacter(options.value);
      if (*regex.value.v_regex.options != '\0') throw QueryFault("options set in both $regex and $options");
      regex.value.v_regex.options = options.value.value.v_utf8.str;
    }
    return patternOf(regex);
  }

  static void refuseNullCharacter(const Value& text) {
    if (textOf(text).find('\0') != std::string_view::npos) throw QueryFault("a $regex cannot hold a null character");
  }

  static PredicatePtr mod(const Value& operand) {
    if (!isArray(operand)) throw QueryFault("malformed $mod, needs to be an array");
    std::vector<std::int64_t> numbers;
    for (const Member& element : Members(operand)) {
      const WholeNumber number = isNumber(element.value) ? truncated(element.value) : WholeNumber{};
      if (!number.isWhole) throw QueryFault("malformed $mod, divisor and remainder must be numbers");
      numbers.push_back(number.value);
    }
    if (numbers.size() != 2) throw QueryFault("malformed $mod, needs a divisor and a remainder");
    if (numbers[0] == 0) throw QueryFault("divisor of $mod cannot be 0");
    return leavingRemainder(numbers[0], numbers[1]);
  }

  static std::int64_t sizeOf(const Value& operand) {
    const WholeNumber size = wholeNumber(operand);
    if (!size.isWhole) throw QueryFault("$size must be a whole number");
    if (size.value <= notASize) throw QueryFault("$size may not be negative");
    return size.value;
  }

  PredicatePtr all(const Value& operand, const std::string& path, bool isRequired) {
    if (!isArray(operand)) throw QueryFault("$all needs an array");
    std::vector<PredicatePtr> predicates;
    for (const Member& element : Members(operand)) {
      if (!holdsOperators(element.value)) {
        predicates.push_back(predicateOf(element.value, path, isRequired));
        continue;
      }
      const Lookup nested = find(bytesOf(element.value), "$elemMatch");
      if (!nested.found) throw QueryFault("no $ expressions in $all");
      predicates.push_back(withElement(elementPredicate(nested.value, path)));
    }
    return predicates.empty() ? never() : allTrue(std::move(predicates));
  }

  int depth_ = 0;
};

}  // namespace

ReadFilter readFilter(BsonBytes filter) {
  Reader reader;
  reader.read.condition = reader.conditionOf(filter, "", true);
  return std::move(reader.read);
}

bool holdsOperators(const Value& value) {
  return isOperator(firstName(value));
}

bool holdsFieldOperators(const Value& value) {
  const std::string_view name = firstName(value);
  return isOperator(name) && !isLogical(name) && name != "$not" && name != "$comment";
}

PredicatePtr readElemMatch(const Value& operand) {
  return Reader().elementPredicate(operand, "");
}

PredicatePtr readPredicate(const Value& value) {
  return Reader().predicateOf(value, "", false);
}

}  // namespace rest::query

// A sort and one document's place in it go in, a filter for what comes after it comes out. Refused: a sort in which two
// documents may have one place.
//
// MongoDB's $gt and $lt see values of their operand's type alone, while a sort goes through all types in one order; so
// the filter names the types that come after, too. An array stands in the sort by its least element, or descending by
// its greatest, while a filter matches when any element does; so what an element would put before is taken out again.
#include "store/mongodb/continuation.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/query/comparison.hpp"
#include "document/query/ordering.hpp"
#include "store/document_store.hpp"
#include "store/mongodb/filters.hpp"

namespace rest::mongodb {
namespace {

using namespace query;

/// MongoDB's name of each type, by its rank; those without one are asked for otherwise.
constexpr std::array<std::string_view, 18> typeNames{"",
                                                     "minKey",
                                                     "",
                                                     "",
                                                     "number",
                                                     "string",
                                                     "object",
                                                     "",
                                                     "binData",
                                                     "objectId",
                                                     "bool",
                                                     "date",
                                                     "timestamp",
                                                     "regex",
                                                     "dbPointer",
                                                     "javascript",
                                                     "javascriptWithScope",
                                                     "maxKey"};

constexpr std::size_t place(Rank rank) {
  return static_cast<std::size_t>(rank);
}

Direction opposite(Direction direction) {
  return direction == Direction::ascending ? Direction::descending : Direction::ascending;
}

[[noreturn]] void refuse(const char* reason) {
  throw StoreError(StoreError::Kind::invalid, reason, reason);
}

/// {field: {operation: value}}
Document test(const std::string& field, const char* operation, const Value& value) {
  OwnedBson filter;
  bson_t inner;
  BSON_APPEND_DOCUMENT_BEGIN(filter.get(), field.c_str(), &inner);
  bson_append_value(&inner, operation, -1, &value);
  bson_append_document_end(filter.get(), &inner);
  return filter.document();
}

Document testNumber(const std::string& field, const char* operation, double number) {
  Value value;
  value.value_type = BSON_TYPE_DOUBLE;
  value.value.v_double = number;
  return test(field, operation, value);
}

Document isNull(const std::string& field) {
  OwnedBson filter;
  BSON_APPEND_NULL(filter.get(), field.c_str());
  return filter.document();
}

Document isEmptyArray(const std::string& field) {
  return testNumber(field, "$size", 0);
}

/// An array within an array.
Document holdsArray(const std::string& field) {
  OwnedBson filter;
  bson_t inner;
  bson_t each;
  BSON_APPEND_DOCUMENT_BEGIN(filter.get(), field.c_str(), &inner);
  BSON_APPEND_DOCUMENT_BEGIN(&inner, "$elemMatch", &each);
  BSON_APPEND_UTF8(&each, "$type", "array");
  bson_append_document_end(&inner, &each);
  bson_append_document_end(filter.get(), &inner);
  return filter.document();
}

/// What of a value decides its place: of an array the least or the greatest element.
Value keyOf(const Value& value, Direction direction) {
  if (!isArray(value)) return value;
  Value key;
  bool isFirst = true;
  for (const Member& element : Members(value)) {
    const int order = isFirst ? 0 : compare(element.value, key);
    const bool isBetter = direction == Direction::ascending ? order < 0 : order > 0;
    if (isFirst || isBetter) key = element.value;
    isFirst = false;
  }
  if (isFirst) key.value_type = BSON_TYPE_UNDEFINED;  // an empty one stands where these do
  return key;
}

/// One field of the sort, and the place in it.
class Step {
 public:
  Step(std::string field, Direction direction, const Value& value)
      : field_(std::move(field)), direction_(direction), value_(keyOf(value, direction)), rank_(rankOf(value_)) {
    const bool isComparable =
        rank_ != Rank::array && rank_ != Rank::regex && rank_ != Rank::pointer && rank_ != Rank::scopedCode;
    if (!isComparable) refuse("a cursor cannot go on after a value of this type");
  }

  Document after() const {
    const Document beyond = onSide(direction_);
    if (field_ == "_id") return beyond;  // which is no array
    const Document before[] = {onSide(opposite(direction_)), equal()};
    const Document both[] = {beyond, noneOf(before)};
    return allOf(both);
  }

  Document same() const {
    if (field_ == "_id") return equal();
    const Document before = onSide(opposite(direction_));
    const Document both[] = {equal(), noneOf({&before, 1})};
    return allOf(both);
  }

 private:
  Document equal() const {
    if (rank_ == Rank::null) return isNull(field_);
    if (rank_ == Rank::undefined) return isEmptyArray(field_);
    return test(field_, "$eq", value_);
  }

  /// A value, or an array's element, is less or greater than the place's.
  Document onSide(Direction side) const {
    std::vector<Document> cases;
    addOfSameType(cases, side);
    const bool isUp = side == Direction::ascending;
    isUp ? addTypes(cases, place(rank_) + 1, typeNames.size()) : addTypes(cases, place(Rank::minKey), place(rank_));
    // MongoDB refuses an empty $or; above MaxKey and below MinKey there is nothing.
    if (cases.empty()) {
      const Document everything;
      return noneOf({&everything, 1});
    }
    return cases.size() == 1 ? cases.front() : anyOf(cases);
  }

  void addOfSameType(std::vector<Document>& cases, Direction side) const {
    if (rank_ == Rank::undefined || rank_ == Rank::null || rank_ == Rank::minKey || rank_ == Rank::maxKey) return;
    const char* operation = side == Direction::ascending ? "$gt" : "$lt";
    if (rank_ != Rank::number) {
      cases.push_back(test(field_, operation, value_));
      return;
    }
    // NaN is the least number, and $lt and $gt do not see it.
    constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
    if (!isNotANumber()) cases.push_back(test(field_, operation, value_));
    if (side == Direction::ascending && isNotANumber()) {
      cases.push_back(testNumber(field_, "$gte", -std::numeric_limits<double>::infinity()));
    }
    if (side == Direction::descending && !isNotANumber()) cases.push_back(testNumber(field_, "$eq", notANumber));
  }

  void addTypes(std::vector<Document>& cases, std::size_t first, std::size_t end) const {
    OwnedBson list;
    std::uint32_t count = 0;
    for (std::size_t rank = first; rank < end; ++rank) {
      if (rank == place(Rank::null)) cases.push_back(isNull(field_));
      if (field_ != "_id" && rank == place(Rank::undefined)) cases.push_back(isEmptyArray(field_));
      if (field_ != "_id" && rank == place(Rank::array)) cases.push_back(holdsArray(field_));
      const std::string_view type = typeNames.at(rank);
      if (type.empty()) continue;
      BSON_APPEND_UTF8(list.get(), std::to_string(count).c_str(), type.data());
      ++count;
    }
    if (count == 0) return;
    OwnedBson filter;
    bson_t inner;
    BSON_APPEND_DOCUMENT_BEGIN(filter.get(), field_.c_str(), &inner);
    BSON_APPEND_ARRAY(&inner, "$type", list.get());
    bson_append_document_end(filter.get(), &inner);
    cases.push_back(filter.document());
  }

  bool isNotANumber() const {
    if (value_.value_type == BSON_TYPE_DOUBLE) return std::isnan(value_.value.v_double);
    constexpr std::uint64_t nanBits = 0x7C00'0000'0000'0000;
    return value_.value_type == BSON_TYPE_DECIMAL128 && (value_.value.v_decimal128.high & nanBits) == nanBits;
  }

  std::string field_;
  Direction direction_;
  Value value_;
  Rank rank_;
};

Value zero() {
  Value value;
  value.value_type = BSON_TYPE_INT32;
  value.value.v_int32 = 0;
  return value;
}

std::vector<Step> stepsOf(const Document& sort, const Document& after) {
  std::vector<Step> steps;
  for (const Member& field : Members(sort)) {
    const bool isField = isNumber(field.value) && !field.name.starts_with('$');
    if (!isField) refuse("a cursor needs a sort by fields, each 1 or -1");
    const Lookup given = find(after, field.name);
    const Direction direction = compare(field.value, zero()) < 0 ? Direction::descending : Direction::ascending;
    steps.emplace_back(std::string(field.name), direction, given.found ? given.value : nullValue());
    if (field.name == "_id") return steps;  // no two documents are alike from here on
  }
  refuse("a cursor needs a sort that ends in _id");
}

}  // namespace

Document continuation(const Document& sort, const Document& after) {
  const std::vector<Step> steps = stepsOf(sort, after);
  // After it by the first field; or level in that and after it by the second; and so on.
  std::vector<Document> cases;
  std::vector<Document> level;
  for (const Step& step : steps) {
    std::vector<Document> parts = level;
    parts.push_back(step.after());
    cases.push_back(allOf(parts));
    level.push_back(step.same());
  }
  return cases.size() == 1 ? cases.front() : anyOf(cases);
}

}  // namespace rest::mongodb

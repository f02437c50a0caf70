// The values of an operator's operands go in, what the operator makes of them comes out. Refused: types that it does
// not take; and what only MongoDB computes, as with Decimal128.
#include "document/query/expression_functions.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "document/query/editable.hpp"
#include "document/query/number.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {
namespace {

using Operands = std::span<const Result>;
constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

bool hasNullish(Operands operands) {
  return std::any_of(operands.begin(), operands.end(), [](const Result& each) { return each.isNullish(); });
}

bool isDate(const Value& value) noexcept {
  return value.value_type == BSON_TYPE_DATE_TIME;
}

bool isWide(const Value& number) noexcept {
  return number.value_type == BSON_TYPE_INT64;
}

bool isDouble(const Value& number) noexcept {
  return number.value_type == BSON_TYPE_DOUBLE;
}

void requireNumber(const Value& value, const char* name) {
  if (!isNumber(value)) throw QueryFault(std::string(name) + " takes numbers only");
  if (value.value_type == BSON_TYPE_DECIMAL128) throwNeedsMongoDb(std::string(name) + " of a Decimal128");
}

std::int64_t wholeOf(const Value& number) noexcept {
  return number.value_type == BSON_TYPE_INT32 ? number.value.v_int32 : number.value.v_int64;
}

double doubleOf(const Value& number) noexcept {
  return isDouble(number) ? number.value.v_double : static_cast<double>(wholeOf(number));
}

Result wholeResult(std::int64_t value, bool isWideNumber) noexcept {
  const bool fits =
      value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
  return fits && !isWideNumber ? Result::ofInt32(static_cast<std::int32_t>(value)) : Result::ofInt64(value);
}

template <class Holds>
Result compared(Operands operands, const Holds& holds) {
  return Result::ofBoolean(holds(compare(operands[0], operands[1])));
}

Result add(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  Sum sum;
  const Value* date = nullptr;
  for (const Result& each : operands) {
    if (isDate(each.value())) {
      if (date != nullptr) throw QueryFault("$add takes one date only");
      date = &each.value();
    } else {
      requireNumber(each.value(), "$add");
      sum.add(each.value());
    }
  }
  if (date == nullptr) return sum.result();
  const double total = sum.asDouble() + static_cast<double>(date->value.v_datetime);
  if (!(std::abs(total) < 0x1p62)) throw QueryFault("$add makes a date that is out of range");
  const Value whole = sum.result().value();
  return Result::ofDate(date->value.v_datetime +
                        (isDouble(whole) ? std::llround(whole.value.v_double) : wholeOf(whole)));
}

Result subtract(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  const Value& left = operands[0].value();
  const Value& right = operands[1].value();
  if (isDate(left) && isDate(right)) {
    std::int64_t between = 0;
    if (__builtin_sub_overflow(left.value.v_datetime, right.value.v_datetime, &between)) {
      throw QueryFault("$subtract makes a number that is out of range");
    }
    return Result::ofInt64(between);
  }
  requireNumber(right, "$subtract");
  if (isDate(left)) {
    const std::int64_t amount =
        isDouble(right) ? std::llround(std::clamp(right.value.v_double, -0x1p62, 0x1p62)) : wholeOf(right);
    std::int64_t date = 0;
    if (__builtin_sub_overflow(left.value.v_datetime, amount, &date)) {
      throw QueryFault("$subtract makes a date that is out of range");
    }
    return Result::ofDate(date);
  }
  requireNumber(left, "$subtract");
  std::int64_t difference = 0;
  if (isDouble(left) || isDouble(right) || __builtin_sub_overflow(wholeOf(left), wholeOf(right), &difference)) {
    return Result::ofDouble(doubleOf(left) - doubleOf(right));
  }
  return wholeResult(difference, isWide(left) || isWide(right));
}

Result multiply(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  double product = 1;
  std::int64_t whole = 1;
  bool isWhole = true;
  bool wide = false;
  for (const Result& each : operands) {
    requireNumber(each.value(), "$multiply");
    product *= doubleOf(each.value());
    wide = wide || isWide(each.value());
    isWhole = isWhole && !isDouble(each.value()) && !__builtin_mul_overflow(whole, wholeOf(each.value()), &whole);
  }
  return isWhole ? wholeResult(whole, wide) : Result::ofDouble(product);
}

Result divide(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  for (const Result& each : operands) requireNumber(each.value(), "$divide");
  const double divisor = doubleOf(operands[1].value());
  if (divisor == 0) throw QueryFault("$divide divides by zero");
  return Result::ofDouble(doubleOf(operands[0].value()) / divisor);
}

Result remainder(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  const Value& left = operands[0].value();
  const Value& right = operands[1].value();
  requireNumber(left, "$mod");
  requireNumber(right, "$mod");
  if (doubleOf(right) == 0) throw QueryFault("$mod divides by zero");
  if (isDouble(left) || isDouble(right)) return Result::ofDouble(std::fmod(doubleOf(left), doubleOf(right)));
  const bool wide = isWide(left) || isWide(right);
  return wholeOf(right) == -1 ? wholeResult(0, wide) : wholeResult(wholeOf(left) % wholeOf(right), wide);
}

template <double (*round)(double)>
Result rounded(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  requireNumber(operands[0].value(), "$ceil or $floor");
  return isDouble(operands[0].value()) ? Result::ofDouble(round(operands[0].value().value.v_double)) : operands[0];
}

Result absolute(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  const Value& number = operands[0].value();
  requireNumber(number, "$abs");
  if (isDouble(number)) return Result::ofDouble(std::abs(number.value.v_double));
  const std::int64_t whole = wholeOf(number);
  if (whole == std::numeric_limits<std::int64_t>::min()) throw QueryFault("$abs makes a number that is out of range");
  return wholeResult(whole < 0 ? -whole : whole, isWide(number));
}

Result concat(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  std::string text;
  HeldMemory held;
  for (const Result& each : operands) {
    if (!isText(each.value())) throw QueryFault("$concat takes texts only");
    held.add(textOf(each.value()).size());
    text += textOf(each.value());
  }
  return Result::ofText(text);
}

template <char from, char to>
Result inOtherCase(Operands operands) {
  if (hasNullish(operands)) return Result::ofText("");
  if (!isText(operands[0].value())) throwNeedsMongoDb("$toLower or $toUpper of another type than text");
  const std::string_view given = textOf(operands[0].value());
  spendSteps(stepsOfBytes(given.size()));
  const HeldMemory held(given.size());
  std::string text(given);
  for (char& c : text) {
    if (c >= from && c < from + 26) c = static_cast<char>(c - from + to);
  }
  return Result::ofText(text);
}

Result lengthInCharacters(Operands operands) {
  if (operands[0].isMissing() || !isText(operands[0].value())) throw QueryFault("$strLenCP takes a text only");
  const std::string_view text = textOf(operands[0].value());
  spendSteps(stepsOfBytes(text.size()));
  const auto count = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return Result::ofInt32(static_cast<std::int32_t>(count));
}

std::int64_t countOf(const Value& array) {
  std::int64_t count = 0;
  for ([[maybe_unused]] const Member& element : Members(array)) ++count;
  return count;
}

const Value& arrayIn(const Result& operand, const char* name) {
  if (!isArray(operand)) throw QueryFault(std::string(name) + " takes an array only");
  return operand.value();
}

Result size(Operands operands) {
  return Result::ofInt32(static_cast<std::int32_t>(countOf(arrayIn(operands[0], "$size"))));
}

Result elementAt(const Value& array, std::int64_t place) {
  if (place < 0) place += countOf(array);
  for (const Member& element : Members(array)) {
    if (place-- == 0) return element.value;
  }
  return {};
}

Result arrayElemAt(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  const Value& array = arrayIn(operands[0], "$arrayElemAt");
  requireNumber(operands[1].value(), "$arrayElemAt");
  const WholeNumber place = wholeNumber(operands[1].value());
  if (!place.isWhole) throw QueryFault("$arrayElemAt needs a whole number");
  return elementAt(array, place.value);
}

template <std::int64_t place>
Result endOf(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  return elementAt(arrayIn(operands[0], place == 0 ? "$first" : "$last"), place);
}

Result concatArrays(Operands operands) {
  if (hasNullish(operands)) return Result::ofNull();
  ArrayBuilder all;
  for (const Result& each : operands) {
    for (const Member& element : Members(arrayIn(each, "$concatArrays"))) all.add(element.value);
  }
  return all.result();
}

Result isIn(Operands operands) {
  for (const Member& element : Members(arrayIn(operands[1], "$in"))) {
    if (compare(operands[0], Result(element.value)) == 0) return Result::ofBoolean(true);
  }
  return Result::ofBoolean(false);
}

Result mergeObjects(Operands operands) {
  Editable merged = Editable::emptyObject();
  const auto merge = [&merged](const Value& object) {
    if (!isObject(object)) throw QueryFault("$mergeObjects takes objects only");
    for (const Member& member : Members(object)) {
      if (Editable* known = merged.find(member.name)) {
        *known = Editable(member.value);
      } else {
        merged.append(member.name, Editable(member.value));
      }
    }
  };
  for (const Result& each : operands) {
    if (each.isNullish()) continue;
    if (operands.size() > 1 || !isArray(each)) {
      merge(each.value());
      continue;
    }
    for (const Member& element : Members(each.value())) {
      if (!Result(element.value).isNullish()) merge(element.value);
    }
  }
  OwnedBson built;
  merged.appendTo(built.get(), "");
  return Result::ofOnlyMember(built);
}

/// Of the operands, or of the elements of the only one if that is an array.
template <class Visit>
void forEachOf(Operands operands, const Visit& visit) {
  if (operands.size() == 1 && isArray(operands[0])) {
    for (const Member& element : Members(operands[0].value())) visit(Result(element.value));
  } else {
    for (const Result& each : operands) visit(each);
  }
}

Result sumOf(Operands operands) {
  Sum sum;
  forEachOf(operands, [&sum](const Result& each) {
    if (!each.isMissing() && isNumber(each.value())) sum.add(each.value());
  });
  return sum.result();
}

Result averageOf(Operands operands) {
  Sum sum;
  std::int64_t count = 0;
  forEachOf(operands, [&](const Result& each) {
    if (each.isMissing() || !isNumber(each.value())) return;
    sum.add(each.value());
    ++count;
  });
  return count == 0 ? Result::ofNull() : Result::ofDouble(sum.asDouble() / static_cast<double>(count));
}

template <int side>
Result extremeOf(Operands operands) {
  Result found;
  forEachOf(operands, [&found](const Result& each) {
    if (!each.isNullish() && (found.isMissing() || compare(each, found) * side > 0)) found = each;
  });
  return found.isMissing() ? Result::ofNull() : found;
}

struct Moment {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> time;
  std::chrono::weekday weekday;
};

template <class Part>
Result partOfDate(Operands operands, const Part& part) {
  if (hasNullish(operands)) return Result::ofNull();
  if (!isDate(operands[0].value())) throwNeedsMongoDb("a part of a date with a time zone, or of another type");
  const std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds(operands[0].value().value.v_datetime)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  // std::chrono's years end at 32767.
  if (std::abs(day.time_since_epoch().count()) > 11'000'000) throwNeedsMongoDb("a part of a date this far away");
  return Result::ofInt32(
      static_cast<std::int32_t>(part(Moment{day, std::chrono::hh_mm_ss(time - day), std::chrono::weekday(day)})));
}

constexpr std::array functions = std::to_array<Function>({
    {"$abs", 1, 1, absolute},
    {"$add", 1, any, add},
    {"$arrayElemAt", 2, 2, arrayElemAt},
    {"$avg", 1, any, averageOf},
    {"$ceil", 1, 1, rounded<std::ceil>},
    {"$cmp", 2, 2,
     [](Operands o) {
       const int c = compare(o[0], o[1]);
       return Result::ofInt32(c < 0 ? -1 : c > 0 ? 1 : 0);
     }},
    {"$concat", 0, any, concat},
    {"$concatArrays", 0, any, concatArrays},
    {"$dayOfMonth", 1, 1,
     [](Operands o) { return partOfDate(o, [](const Moment& m) { return unsigned(m.day.day()); }); }},
    {"$dayOfWeek", 1, 1,
     [](Operands o) { return partOfDate(o, [](const Moment& m) { return m.weekday.c_encoding() + 1; }); }},
    {"$divide", 2, 2, divide},
    {"$eq", 2, 2, [](Operands o) { return compared(o, [](int c) { return c == 0; }); }},
    {"$first", 1, 1, endOf<0>},
    {"$floor", 1, 1, rounded<std::floor>},
    {"$gt", 2, 2, [](Operands o) { return compared(o, [](int c) { return c > 0; }); }},
    {"$gte", 2, 2, [](Operands o) { return compared(o, [](int c) { return c >= 0; }); }},
    {"$hour", 1, 1, [](Operands o) { return partOfDate(o, [](const Moment& m) { return m.time.hours().count(); }); }},
    {"$in", 2, 2, isIn},
    {"$isArray", 1, 1, [](Operands o) { return Result::ofBoolean(isArray(o[0])); }},
    {"$last", 1, 1, endOf<-1>},
    {"$lt", 2, 2, [](Operands o) { return compared(o, [](int c) { return c < 0; }); }},
    {"$lte", 2, 2, [](Operands o) { return compared(o, [](int c) { return c <= 0; }); }},
    {"$max", 1, any, extremeOf<1>},
    {"$mergeObjects", 1, any, mergeObjects},
    {"$millisecond", 1, 1,
     [](Operands o) { return partOfDate(o, [](const Moment& m) { return m.time.subseconds().count(); }); }},
    {"$min", 1, any, extremeOf<-1>},
    {"$minute", 1, 1,
     [](Operands o) { return partOfDate(o, [](const Moment& m) { return m.time.minutes().count(); }); }},
    {"$mod", 2, 2, remainder},
    {"$month", 1, 1, [](Operands o) { return partOfDate(o, [](const Moment& m) { return unsigned(m.day.month()); }); }},
    {"$multiply", 1, any, multiply},
    {"$ne", 2, 2, [](Operands o) { return compared(o, [](int c) { return c != 0; }); }},
    {"$not", 1, 1, [](Operands o) { return Result::ofBoolean(!isTruthy(o[0])); }},
    {"$second", 1, 1,
     [](Operands o) { return partOfDate(o, [](const Moment& m) { return m.time.seconds().count(); }); }},
    {"$size", 1, 1, size},
    {"$strLenCP", 1, 1, lengthInCharacters},
    {"$subtract", 2, 2, subtract},
    {"$sum", 1, any, sumOf},
    {"$toLower", 1, 1, inOtherCase<'A', 'a'>},
    {"$toUpper", 1, 1, inOtherCase<'a', 'A'>},
    {"$year", 1, 1, [](Operands o) { return partOfDate(o, [](const Moment& m) { return int(m.day.year()); }); }},
});

}  // namespace

const Function* functionNamed(std::string_view name) noexcept {
  const auto found =
      std::find_if(functions.begin(), functions.end(), [name](const Function& each) { return each.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

void Sum::add(const Value& number) {
  if (number.value_type == BSON_TYPE_DECIMAL128) throwNeedsMongoDb("a sum with a Decimal128");
  if (isDouble(number)) {
    double_ += number.value.v_double;
    hasDouble_ = true;
    return;
  }
  hasInt64_ = hasInt64_ || isWide(number);
  if (__builtin_add_overflow(whole_, wholeOf(number), &whole_)) {
    // The wrapped sum is taken back, and goes on as a double.
    whole_ =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(whole_) - static_cast<std::uint64_t>(wholeOf(number)));
    double_ += static_cast<double>(wholeOf(number));
    hasDouble_ = true;
  }
}

Result Sum::result() const noexcept {
  return hasDouble_ ? Result::ofDouble(asDouble()) : wholeResult(whole_, hasInt64_);
}

}  // namespace rest::query

// A seed goes in; documents, filters, sorts, projections and updates come out.
#include "store/differential/generator.hpp"

#include <array>

namespace rest::tests {
namespace {

using namespace std::string_view_literals;

/// Any value; any value; no array; an object or no container; objects in an array, mostly; small numbers.
constexpr std::array fields{"a"sv, "b"sv, "c"sv, "d"sv, "e"sv, "m"sv};
constexpr std::array paths{"a"sv,   "b"sv,   "c"sv,   "d"sv,     "e"sv,     "d.x"sv, "d.y"sv, "e.x"sv,
                           "e.0"sv, "a.1"sv, "b.x"sv, "e.0.x"sv, "d.x.y"sv, "m"sv,   "none"sv};

/// Where neither a position nor an array of objects is on the way.
constexpr std::array plainPaths{"a"sv, "b"sv, "c"sv, "d"sv, "d.x"sv, "d.y"sv, "m"sv, "none"sv};

constexpr std::array scalars{
    "0"sv,
    "1"sv,
    "1.0"sv,
    "2"sv,
    "-1"sv,
    "2.5"sv,
    "-1.5"sv,
    R"({"$numberLong":"1"})"sv,
    R"({"$numberLong":"9007199254740993"})"sv,
    "9007199254740992.0"sv,
    "1e300"sv,
    R"({"$numberDouble":"NaN"})"sv,
    R"({"$numberDouble":"Infinity"})"sv,
    R"({"$numberDouble":"-Infinity"})"sv,
    R"({"$numberDecimal":"2.50"})"sv,
    R"({"$numberDecimal":"1"})"sv,
    R"({"$numberDecimal":"-0.1"})"sv,
    R"({"$numberDecimal":"0"})"sv,
    R"({"$numberDecimal":"-0E+3"})"sv,
    R"({"$numberDecimal":"9007199254740993"})"sv,
    R"("")"sv,
    R"("a")"sv,
    R"("ab")"sv,
    R"("b")"sv,
    R"("A")"sv,
    R"("é")"sv,
    R"("a\u0000b")"sv,
    R"("1")"sv,
    "null"sv,
    "true"sv,
    "false"sv,
    R"({"$date":0})"sv,
    R"({"$date":-1000})"sv,
    R"({"$date":1700000000000})"sv,
    R"({"$regularExpression":{"pattern":"^a","options":""}})"sv,
    R"({"$regularExpression":{"pattern":"A","options":"i"}})"sv,
    R"({"$oid":"0123456789abcdef01234567"})"sv,
    R"({"$oid":"0123456789abcdef01234568"})"sv,
    R"({"$binary":{"base64":"AQI=","subType":"00"}})"sv,
    R"({"$timestamp":{"t":1,"i":2}})"sv,
    R"({"$minKey":1})"sv,
    R"({"$maxKey":1})"sv,
};

constexpr std::array joints{"$and"sv, "$or"sv, "$nor"sv};

constexpr std::array typeNames{R"("double")"sv,
                               R"("string")"sv,
                               R"("object")"sv,
                               R"("array")"sv,
                               R"("binData")"sv,
                               R"("bool")"sv,
                               R"("date")"sv,
                               R"("null")"sv,
                               R"("int")"sv,
                               R"("long")"sv,
                               R"("decimal")"sv,
                               R"("number")"sv,
                               R"("timestamp")"sv,
                               R"("minKey")"sv,
                               R"("maxKey")"sv,
                               R"("objectId")"sv,
                               "1"sv,
                               "2"sv,
                               "16"sv,
                               R"(["null","int"])"sv};

constexpr std::array patterns{R"({"$regex":"^a"})"sv, R"({"$regex":"b$"})"sv, R"({"$regex":"A","$options":"i"})"sv,
                              R"({"$regex":"."})"sv, R"({"$regex":"^$"})"sv};

constexpr std::array updateOperators{"$set"sv,      "$unset"sv, "$inc"sv, "$push"sv,   "$pull"sv, "$pullAll"sv,
                                     "$addToSet"sv, "$pop"sv,   "$mul"sv, "$rename"sv, "$min"sv,  "$max"sv};

std::string inQuotes(std::string_view name) {
  return '"' + std::string(name) + "\":";
}

}  // namespace

std::string Generator::scalar() {
  return std::string(oneOf(scalars));
}

std::string Generator::number() {
  static constexpr std::array numbers{"0"sv, "1"sv, "2.5"sv, "-1"sv, R"({"$numberDecimal":"1"})"sv};
  return std::string(oneOf(numbers));
}

std::string Generator::array(int depth) {
  std::string text = "[";
  for (std::size_t count = below(4); count > 0; --count) text += value(depth - 1) + (count > 1 ? "," : "");
  return text + ']';
}

std::string Generator::object(int depth) {
  static constexpr std::array names{"x"sv, "y"sv};
  std::string text;
  for (const std::string_view name : names) {
    if (once(2)) text += (text.empty() ? "" : ",") + inQuotes(name) + value(depth - 1);
  }
  return '{' + text + '}';
}

std::string Generator::value(int depth) {
  if (depth > 0 && once(4)) return array(depth);
  if (depth > 0 && once(5)) return object(depth);
  return scalar();
}

std::string Generator::list(std::size_t atLeast, std::size_t atMost) {
  std::string text = "[";
  for (std::size_t count = atLeast + below(atMost - atLeast + 1); count > 0; --count) {
    text += value(1) + (count > 1 ? "," : "");
  }
  return text + ']';
}

std::string Generator::valueOf(std::string_view field) {
  static constexpr std::array small{"0"sv, "1"sv, "2"sv, "3"sv, "4.0"sv, "-5"sv, R"({"$numberLong":"6"})"sv, "1.5"sv};
  if (field == "c") return scalar();
  if (field == "d") return once(3) ? scalar() : object(2);
  if (field == "m") return once(4) ? "[" + std::string(oneOf(small)) + ",7]" : std::string(oneOf(small));
  if (field == "e" && once(2)) return "[" + object(2) + "," + object(2) + "]";
  return value();
}

std::string Generator::document(int id) {
  std::string text = "{\"_id\":" + std::to_string(id);
  for (const std::string_view field : fields) {
    if (once(5)) continue;
    text += "," + inQuotes(field) + valueOf(field);
  }
  return text + '}';
}

std::string Generator::comparison() {
  static constexpr std::array operators{"$eq"sv, "$ne"sv, "$gt"sv, "$gte"sv, "$lt"sv, "$lte"sv};
  const std::string_view operation = oneOf(operators);
  return inQuotes(operation) + (operation == "$eq" ? value(1) : comparable(value(1)));
}

std::string Generator::comparable(std::string value) {
  const bool isPattern = value.starts_with(R"({"$regularExpression")");
  return isPattern && avoids(Deviation::patternsByOrder) ? number() : value;
}

std::string Generator::elementMatch() {
  if (avoids(Deviation::elementsThatAreArrays)) {
    return once(2)   ? "{\"$eq\":" + number() + "}"
           : once(2) ? "{\"x\":" + number() + "}"
                     : "{\"y\":{\"$gt\":" + number() + "}}";
  }
  if (once(2)) return "{" + comparison() + "}";
  static constexpr std::array names{"x"sv, "y"sv};
  return "{" + inQuotes(oneOf(names)) + (once(2) ? value(1) : "{" + comparison() + "}") + "}";
}

/// What stands after a path in a filter.
std::string Generator::condition(std::string_view path) {
  const bool hasPosition = path.find_first_of("01") != std::string_view::npos;
  if (hasPosition && avoids(Deviation::positionsAndNull)) return number();
  switch (below(13)) {
    case 0:
      return "{\"$in\":" + list(0, 4) + "}";
    case 1:
      return "{\"$nin\":" + list(0, 4) + "}";
    case 2:
      return std::string("{\"$exists\":") + (once(2) ? "true" : "false") + "}";
    case 3:
      return "{\"$type\":" + std::string(oneOf(typeNames)) + "}";
    case 4:
      return std::string(oneOf(patterns));
    case 5:
      if (path != "m" && avoids(Deviation::remaindersOfLarge)) return scalar();
      return "{\"$mod\":[" + std::to_string(1 + below(3)) + "," + std::to_string(below(2)) + "]}";
    case 6:
      return "{\"$size\":" + std::to_string(below(4)) + "}";
    case 7:
      return "{\"$all\":" + (avoids(Deviation::emptyAndNullInAll) ? "[" + number() + "]" : list(0, 2)) + "}";
    case 8:
      return "{\"$elemMatch\":" + elementMatch() + "}";
    case 9:
      return "{\"$not\":{" + comparison() + "}}";
    case 10:
      return value(1);
    case 11:
      return "{\"$gte\":" + comparable(scalar()) + ",\"$lt\":" + comparable(scalar()) + "}";
    default:
      return "{" + comparison() + "}";
  }
}

std::string Generator::filterOfElement() {
  return once(2) ? "{\"x\":" + number() + "}" : "{\"y\":{\"$gt\":" + number() + "}}";
}

/// Of a $push, after its $each.
std::string Generator::clauses() {
  static constexpr std::array orders{"1"sv, "-1"sv, R"({"x":1})"sv, R"({"y":-1,"x":1})"sv};
  static constexpr std::array places{"0"sv, "1"sv, "-1"sv, "9"sv};
  std::string text;
  const bool isByValue = avoids(Deviation::sortsOfOtherElements);
  if (once(2)) text += ",\"$sort\":" + std::string(isByValue ? oneOf(std::span(orders).first(2)) : oneOf(orders));
  if (once(2)) text += ",\"$position\":" + std::string(oneOf(places));
  if (once(2)) text += ",\"$slice\":" + std::string(oneOf(places));
  return text;
}

std::string_view Generator::renamed() {
  return avoids(Deviation::renamesInArrays) ? oneOf(plainPaths) : oneOf(paths);
}

std::string Generator::sliced() {
  static constexpr std::array slices{"1"sv, "0"sv, "-2"sv, "[1,1]"sv, "[-1,5]"sv};
  return std::string(oneOf(slices));
}

std::string Generator::filter(int depth) {
  if (depth > 0 && once(4)) {
    return "{" + inQuotes(oneOf(joints)) + "[" + filter(depth - 1) + "," + filter(depth - 1) + "]}";
  }
  const std::string_view path = oneOf(paths);
  return "{" + inQuotes(path) + condition(path) + "}";
}

std::string Generator::sort() {
  std::string text;
  const auto add = [&](std::string_view path) { text += inQuotes(path) + (once(2) ? "1," : "-1,"); };
  if (once(3)) add("c");  // which is no array: Deviation::sortsByTwoArrays
  const std::string_view path = avoids(Deviation::sortsThroughArrays) ? oneOf(plainPaths) : oneOf(paths);
  if (path != "c" && !once(4)) add(path);
  return "{" + text + "\"_id\":" + (once(2) ? "1}" : "-1}");
}

std::string Generator::projection() {
  if (once(3)) return "{}";
  if (once(8) && avoids(Deviation::elemMatchBesideOthers)) {
    return "{" + inQuotes(oneOf(fields)) + "{\"$elemMatch\":" + elementMatch() + "}}";
  }
  const std::string shown = once(2) ? "1" : "0";
  std::string text;
  if (once(3)) text = "\"_id\":0,";
  const std::string_view first = oneOf(paths);
  const std::string_view second = oneOf(paths);
  if (first.size() == 1 && once(4)) {
    const bool isMatch = !avoids(Deviation::elemMatchBesideOthers) && once(2);
    text += inQuotes(first) + (isMatch ? "{\"$elemMatch\":" + elementMatch() : "{\"$slice\":" + sliced()) + "}";
  } else {
    text += inQuotes(first) + shown;
  }
  if (first.front() != second.front()) text += "," + inQuotes(second) + shown;
  return "{" + text + "}";
}

std::string Generator::operandOf(std::string_view operation) {
  if (operation == "$unset") return "\"\"";
  if (operation == "$rename") return '"' + std::string(renamed()) + '"';
  if (operation == "$pop") return once(2) ? "1" : "-1";
  if (operation == "$pullAll") {
    const std::string values = list(0, 3);
    return avoids(Deviation::equalsInPullAll) ? R"(["a",null,"A"])" : values;
  }
  if (operation == "$inc" || operation == "$mul") {
    static constexpr std::array steps{
        "1"sv, "-2"sv, "0.5"sv, R"({"$numberLong":"3"})"sv, R"({"$numberDecimal":"0.1"})"sv, "\"1\""sv};
    return std::string(oneOf(steps));
  }
  if (operation == "$pull" && once(2)) {
    if (once(3) && !avoids(Deviation::pullOfJunctions))
      return "{" + inQuotes(oneOf(joints)) + "[" + filterOfElement() + "," + filterOfElement() + "]}";
    return once(2) ? elementMatch() : "{\"$in\":" + list(1, 3) + "}";
  }
  if (operation == "$push" && once(3)) return "{\"$each\":" + list(0, 3) + clauses() + "}";
  const bool takesClauses = !avoids(Deviation::addToSetWithModifiers) && once(6);
  if (operation == "$addToSet" && once(3)) return "{\"$each\":" + list(0, 3) + (takesClauses ? clauses() : "") + "}";
  return value();
}

std::string Generator::update() {
  std::string text;
  std::string taken;  // the first letters of paths that have been changed: no two operators may claim one field
  for (const std::string_view operation : updateOperators) {
    if (!once(4)) continue;
    const std::string_view path = operation == "$rename" ? renamed() : oneOf(paths);
    if (taken.find(path.front()) != std::string::npos && !once(10)) continue;
    taken += path.front();
    text += (text.empty() ? "" : ",") + inQuotes(operation) + "{" + inQuotes(path) + operandOf(operation) + "}";
  }
  return text.empty() ? update() : "{" + text + "}";
}

}  // namespace rest::tests

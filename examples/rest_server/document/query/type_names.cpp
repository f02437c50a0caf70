// Types' names and numbers go in, types come out; and back. Refused: those that BSON does not know.
#include "document/query/type_names.hpp"

#include <algorithm>
#include <array>

#include "document/query/number.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {
namespace {

struct TypeName {
  bson_type_t type;
  std::int64_t number;
  const char* name;
};

constexpr std::array typeNames{
    TypeName{BSON_TYPE_DOUBLE, 1, "double"},
    TypeName{BSON_TYPE_UTF8, 2, "string"},
    TypeName{BSON_TYPE_DOCUMENT, 3, "object"},
    TypeName{BSON_TYPE_ARRAY, 4, "array"},
    TypeName{BSON_TYPE_BINARY, 5, "binData"},
    TypeName{BSON_TYPE_UNDEFINED, 6, "undefined"},
    TypeName{BSON_TYPE_OID, 7, "objectId"},
    TypeName{BSON_TYPE_BOOL, 8, "bool"},
    TypeName{BSON_TYPE_DATE_TIME, 9, "date"},
    TypeName{BSON_TYPE_NULL, 10, "null"},
    TypeName{BSON_TYPE_REGEX, 11, "regex"},
    TypeName{BSON_TYPE_DBPOINTER, 12, "dbPointer"},
    TypeName{BSON_TYPE_CODE, 13, "javascript"},
    TypeName{BSON_TYPE_SYMBOL, 14, "symbol"},
    TypeName{BSON_TYPE_CODEWSCOPE, 15, "javascriptWithScope"},
    TypeName{BSON_TYPE_INT32, 16, "int"},
    TypeName{BSON_TYPE_TIMESTAMP, 17, "timestamp"},
    TypeName{BSON_TYPE_INT64, 18, "long"},
    TypeName{BSON_TYPE_DECIMAL128, 19, "decimal"},
    TypeName{BSON_TYPE_MINKEY, -1, "minKey"},
    TypeName{BSON_TYPE_MAXKEY, 127, "maxKey"},
};

void appendTypes(std::vector<bson_type_t>& types, const Value& named) {
  if (isText(named) && textOf(named) == "number") {
    types.insert(types.end(), {BSON_TYPE_DOUBLE, BSON_TYPE_INT32, BSON_TYPE_INT64, BSON_TYPE_DECIMAL128});
    return;
  }
  const WholeNumber number = wholeNumber(named);
  const auto known = std::find_if(typeNames.begin(), typeNames.end(), [&](const TypeName& type) {
    return isText(named) ? textOf(named) == type.name : number.isWhole && number.value == type.number;
  });
  if (known == typeNames.end()) throw QueryFault("$type needs the name or the number of a type of BSON");
  types.push_back(known->type);
}

}  // namespace

std::vector<bson_type_t> typesNamed(const Value& operand) {
  std::vector<bson_type_t> types;
  if (!isArray(operand)) {
    appendTypes(types, operand);
    return types;
  }
  for (const Member& element : Members(operand)) appendTypes(types, element.value);
  if (types.empty()) throw QueryFault("$type must match at least one type");
  return types;
}

const char* typeName(const Value& value) noexcept {
  const auto known = std::find_if(typeNames.begin(), typeNames.end(),
                                  [&](const TypeName& type) { return type.type == value.value_type; });
  return known == typeNames.end() ? "missing" : known->name;
}

}  // namespace rest::query

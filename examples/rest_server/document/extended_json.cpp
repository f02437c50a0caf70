// A JSON object goes in, the value that MongoDB's extended JSON means by it comes out. Refused with a JsonFault:
// objects with the name of an extended type that are not of its form. Names of operators ({"$gt": 1}) mean themselves.
#include "document/extended_json.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "document/bson_access.hpp"
#include "document/extended_members.hpp"
#include "document/iso_date.hpp"
#include "document/object_id.hpp"
#include "src/text/base64url.hpp"

namespace rest {
namespace {

using namespace extended;

struct Target {
  bson_t* bson;
  const char* name;
  int length;
};

void appendObjectId(const Target& target, const Members& members) {
  const auto id = ObjectId::fromHex(textOf(members.first()));
  if (!id) refuse();
  const auto oid = std::bit_cast<bson_oid_t>(*id);
  bson_append_oid(target.bson, target.name, target.length, &oid);
}

std::int64_t millisecondsOf(const bson_iter_t& value) {
  switch (bson_iter_type(&value)) {
    case BSON_TYPE_INT32:
    case BSON_TYPE_INT64:  // what {"$numberLong": "..."} has become by now, too
      return bson_iter_as_int64(&value);
    case BSON_TYPE_UTF8: {
      const auto milliseconds = parseIsoDate(textOf(value));
      if (!milliseconds) refuse();
      return *milliseconds;
    }
    default:
      refuse();
  }
}

void appendDate(const Target& target, const Members& members) {
  bson_append_date_time(target.bson, target.name, target.length, millisecondsOf(members.first()));
}

void appendInt32(const Target& target, const Members& members) {
  bson_append_int32(target.bson, target.name, target.length, numberOf<std::int32_t>(textOf(members.first())));
}

void appendInt64(const Target& target, const Members& members) {
  bson_append_int64(target.bson, target.name, target.length, numberOf<std::int64_t>(textOf(members.first())));
}

double doubleOf(std::string_view text) {
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return HUGE_VAL;
  if (text == "-Infinity") return -HUGE_VAL;
  const auto number = numberOf<double>(text);
  if (!std::isfinite(number)) refuse();
  return number;
}

void appendDouble(const Target& target, const Members& members) {
  bson_append_double(target.bson, target.name, target.length, doubleOf(textOf(members.first())));
}

void appendDecimal(const Target& target, const Members& members) {
  bson_decimal128_t decimal;
  if (!bson_decimal128_from_string(std::string(textOf(members.first())).c_str(), &decimal)) refuse();
  bson_append_decimal128(target.bson, target.name, target.length, &decimal);
}

bson_subtype_t subtypeOf(std::string_view text) {
  std::uint8_t subtype = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), subtype, 16);
  if (error != std::errc() || end != text.data() + text.size()) refuse();
  return static_cast<bson_subtype_t>(subtype);
}

void appendBinary(const Target& target, const Members& members) {
  std::string_view base64;
  std::string_view subtype;
  std::optional<Members> inner;
  if (BSON_ITER_HOLDS_UTF8(&members.first())) {
    members.requireCount(2);
    base64 = textOf(members.named("$binary"));
    subtype = textOf(members.named("$type"));
  } else {
    members.requireCount(1);
    inner = membersOf(members.first());
    inner->requireCount(2);
    base64 = textOf(inner->named("base64"));
    subtype = textOf(inner->named("subType"));
  }
  const std::optional<std::string> bytes = jwtauth::decodeBase64(base64);
  if (!bytes) refuse();
  bson_append_binary(target.bson, target.name, target.length, subtypeOf(subtype),
                     reinterpret_cast<const std::uint8_t*>(bytes->data()), static_cast<std::uint32_t>(bytes->size()));
}

void appendUuid(const Target& target, const Members& members) {
  const std::string_view text = textOf(members.first());
  if (text.size() != 36) refuse();
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') refuse();
      ++i;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(subtypeOf(text.substr(i, 2))));
      i += 2;
    }
  }
  bson_append_binary(target.bson, target.name, target.length, BSON_SUBTYPE_UUID, bytes.data(), 16);
}

constexpr std::string_view regexOptions = "ilmsux";

void appendRegex(const Target& target, std::string_view pattern, std::string_view options) {
  // BSON ends both with a zero byte.
  if (pattern.find('\0') != std::string_view::npos) refuse();
  // libbson would ignore the others, and a filter would find more than it asks for.
  if (options.find_first_not_of(regexOptions) != std::string_view::npos) {
    throw JsonFault("is JSON, but the options of a regular expression in it are not some of i, l, m, s, u, x");
  }
  bson_append_regex(target.bson, target.name, target.length, std::string(pattern).c_str(),
                    std::string(options).c_str());
}

void appendRegularExpression(const Target& target, const Members& members) {
  const Members inner = membersOf(members.first());
  inner.requireCount(2);
  appendRegex(target, textOf(inner.named("pattern")), textOf(inner.named("options")));
}

std::uint32_t unsignedOf(const bson_iter_t& value) {
  if (!BSON_ITER_HOLDS_INT(&value)) refuse();
  const std::int64_t number = bson_iter_as_int64(&value);
  if (number < 0 || number > std::numeric_limits<std::uint32_t>::max()) refuse();
  return static_cast<std::uint32_t>(number);
}

void appendTimestamp(const Target& target, const Members& members) {
  const Members inner = membersOf(members.first());
  inner.requireCount(2);
  bson_append_timestamp(target.bson, target.name, target.length, unsignedOf(inner.named("t")),
                        unsignedOf(inner.named("i")));
}

void appendCode(const Target& target, const Members& members) {
  const std::string code(textOf(members.named("$code")));
  if (code.find('\0') != std::string::npos) refuse();
  if (members.count() == 1) {
    bson_append_code(target.bson, target.name, target.length, code.c_str());
    return;
  }
  members.requireCount(2);
  const bson_iter_t& scope = members.named("$scope");
  if (!BSON_ITER_HOLDS_DOCUMENT(&scope)) refuse();
  const bson_t view = viewOf(nestedIn(scope));
  bson_append_code_with_scope(target.bson, target.name, target.length, code.c_str(), &view);
}

void appendSymbol(const Target& target, const Members& members) {
  const std::string_view symbol = textOf(members.first());
  bson_append_symbol(target.bson, target.name, target.length, symbol.data(), static_cast<int>(symbol.size()));
}

void appendDbPointer(const Target& target, const Members& members) {
  const Members inner = membersOf(members.first());
  inner.requireCount(2);
  const bson_iter_t& id = inner.named("$id");
  const std::string collection(textOf(inner.named("$ref")));
  if (!BSON_ITER_HOLDS_OID(&id) || collection.find('\0') != std::string::npos) refuse();
  bson_append_dbpointer(target.bson, target.name, target.length, collection.c_str(), bson_iter_oid(&id));
}

void requireOne(const Members& members) {
  if (!BSON_ITER_HOLDS_INT(&members.first()) || bson_iter_as_int64(&members.first()) != 1) refuse();
}

void appendMinKey(const Target& target, const Members& members) {
  requireOne(members);
  bson_append_minkey(target.bson, target.name, target.length);
}

void appendMaxKey(const Target& target, const Members& members) {
  requireOne(members);
  bson_append_maxkey(target.bson, target.name, target.length);
}

void appendUndefined(const Target& target, const Members& members) {
  if (!BSON_ITER_HOLDS_BOOL(&members.first()) || !bson_iter_bool(&members.first())) refuse();
  bson_append_undefined(target.bson, target.name, target.length);
}

/// A type whose object has one member alone, or others beside it.
enum class Shape { oneMember, more };

struct ExtendedType {
  std::string_view name;
  Shape shape;
  void (*append)(const Target&, const Members&);
};

constexpr std::array<ExtendedType, 16> extendedTypes{{{"$oid", Shape::oneMember, appendObjectId},
                                                      {"$date", Shape::oneMember, appendDate},
                                                      {"$numberInt", Shape::oneMember, appendInt32},
                                                      {"$numberLong", Shape::oneMember, appendInt64},
                                                      {"$numberDouble", Shape::oneMember, appendDouble},
                                                      {"$numberDecimal", Shape::oneMember, appendDecimal},
                                                      {"$binary", Shape::more, appendBinary},
                                                      {"$uuid", Shape::oneMember, appendUuid},
                                                      {"$regularExpression", Shape::oneMember, appendRegularExpression},
                                                      {"$timestamp", Shape::oneMember, appendTimestamp},
                                                      {"$code", Shape::more, appendCode},
                                                      {"$symbol", Shape::oneMember, appendSymbol},
                                                      {"$dbPointer", Shape::oneMember, appendDbPointer},
                                                      {"$minKey", Shape::oneMember, appendMinKey},
                                                      {"$maxKey", Shape::oneMember, appendMaxKey},
                                                      {"$undefined", Shape::oneMember, appendUndefined}}};

/// Version 1 has {"$regex": ..., "$options": ...}, which is also how a filter asks for one.
bool isOldRegex(const Members& members) {
  return members.count() == 2 && members.has("$regex") && members.has("$options") &&
         BSON_ITER_HOLDS_UTF8(&members.named("$regex")) && BSON_ITER_HOLDS_UTF8(&members.named("$options"));
}

const ExtendedType* typeNamedIn(const Members& members) {
  for (const ExtendedType& type : extendedTypes) {
    if (members.has(type.name)) return &type;
  }
  return nullptr;
}

}  // namespace

void appendObjectOrValue(bson_t* target, std::string_view name, const bson_t& object) {
  const Target place{target, name.data(), static_cast<int>(name.size())};
  const Members members({bson_get_data(&object), object.len});
  if (members.count() > 0 && members.firstName().starts_with('$')) {
    if (isOldRegex(members)) {
      return appendRegex(place, textOf(members.named("$regex")), textOf(members.named("$options")));
    }
    if (const ExtendedType* type = typeNamedIn(members)) {
      if (type->shape == Shape::oneMember) members.requireCount(1);
      return type->append(place, members);
    }
  }
  bson_append_document(target, place.name, place.length, &object);
}

}  // namespace rest

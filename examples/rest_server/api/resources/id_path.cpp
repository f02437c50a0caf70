// The last segment of a path goes in, the `_id` it means comes out, and back. Refused with 400: an unknown `id_type`,
// and text that is not of that type.
#include "api/resources/id_path.hpp"

#include <charconv>

#include "api/request/target.hpp"
#include "api/request_error.hpp"
#include "api/resources/resource.hpp"
#include "document/bson_access.hpp"
#include "src/text/number.hpp"

namespace rest::api {
namespace {

[[noreturn]] void refuse(std::string_view idType) {
  throw RequestError(400, "the id is not one of the type id_type=" + std::string(idType));
}

DocumentId objectIdOr400(std::string_view segment) {
  const std::optional<ObjectId> id = ObjectId::fromHex(segment);
  if (!id) refuse("OID");
  return DocumentId::ofObjectId(*id);
}

DocumentId numberOr400(std::string_view segment) {
  if (const auto integer = jwtauth::numberIn<std::int64_t>(segment)) return DocumentId::ofInteger(*integer);
  const auto number = jwtauth::numberIn<double>(segment);
  if (!number) refuse("NUMBER");
  return DocumentId::ofDouble(*number);
}

DocumentId dateOr400(std::string_view segment) {
  const auto milliseconds = jwtauth::numberIn<std::int64_t>(segment);
  if (!milliseconds) refuse("DATE");
  return DocumentId::ofDate(*milliseconds);
}

DocumentId booleanOr400(std::string_view segment) {
  if (segment == "true" || segment == "_true") return DocumentId::ofBoolean(true);
  if (segment == "false" || segment == "_false") return DocumentId::ofBoolean(false);
  refuse("BOOLEAN");
}

std::optional<DocumentId> literalId(std::string_view segment) {
  if (segment == "_null") return DocumentId::ofNull();
  if (segment == "_true") return DocumentId::ofBoolean(true);
  if (segment == "_false") return DocumentId::ofBoolean(false);
  if (segment == "_MinKey") return DocumentId::ofMinKey();
  if (segment == "_MaxKey") return DocumentId::ofMaxKey();
  return std::nullopt;
}

DocumentId objectIdOrText(std::string_view segment) {
  const std::optional<ObjectId> id = ObjectId::fromHex(segment);
  return id ? DocumentId::ofObjectId(*id) : DocumentId::ofText(segment);
}

/// Nothing for what a path loses on its way, or must not hold.
std::optional<std::string> pathOfText(std::string_view text) {
  if (text.empty() || text == "." || text == ".." || text.find('\0') != std::string_view::npos) return std::nullopt;
  const bool meansElse = isReservedId(text) || ObjectId::fromHex(text) || literalId(text);
  return encodeSegment(text) + (meansElse ? "?id_type=STRING" : "");
}

std::string pathOfNumber(const bson_iter_t& value) {
  char digits[32];
  // The sum makes 0 of -0, which stores hold for one id, while the text -0 would not be read as -0.0.
  const auto result = BSON_ITER_HOLDS_DOUBLE(&value)
                          ? std::to_chars(digits, digits + sizeof digits, bson_iter_double(&value) + 0.0)
                          : std::to_chars(digits, digits + sizeof digits, bson_iter_as_int64(&value));
  return encodeSegment({digits, static_cast<std::size_t>(result.ptr - digits)}) + "?id_type=NUMBER";
}

}  // namespace

DocumentId idFromPath(std::string_view segment, std::optional<std::string_view> idType) {
  if (!idType) {
    const std::optional<DocumentId> literal = literalId(segment);
    return literal ? *literal : objectIdOrText(segment);
  }
  if (*idType == "STRING_OID") return objectIdOrText(segment);
  if (*idType == "STRING") return DocumentId::ofText(segment);
  if (*idType == "OID") return objectIdOr400(segment);
  if (*idType == "NUMBER") return numberOr400(segment);
  if (*idType == "DATE") return dateOr400(segment);
  if (*idType == "BOOLEAN") return booleanOr400(segment);
  if (*idType == "NULL") return DocumentId::ofNull();
  if (*idType == "MINKEY") return DocumentId::ofMinKey();
  if (*idType == "MAXKEY") return DocumentId::ofMaxKey();
  throw RequestError(400, "id_type is one of OID, STRING, STRING_OID, NUMBER, DATE, BOOLEAN, NULL, MINKEY, MAXKEY");
}

std::optional<std::string> pathOf(const DocumentId& id) {
  const bson_t filter = viewOf(id.asFilter());
  bson_iter_t value;
  if (!bson_iter_init_find(&value, &filter, "_id")) return std::nullopt;
  switch (bson_iter_type(&value)) {
    case BSON_TYPE_UTF8:
      return pathOfText(textIn(value));
    case BSON_TYPE_OID: {
      char hex[25];
      bson_oid_to_string(bson_iter_oid(&value), hex);
      return hex;
    }
    case BSON_TYPE_INT32:
    case BSON_TYPE_INT64:
    case BSON_TYPE_DOUBLE:
      return pathOfNumber(value);
    case BSON_TYPE_DATE_TIME:
      return std::to_string(bson_iter_date_time(&value)) + "?id_type=DATE";
    case BSON_TYPE_BOOL:
      return bson_iter_bool(&value) ? "_true" : "_false";
    case BSON_TYPE_NULL:
      return "_null";
    case BSON_TYPE_MINKEY:
      return "_MinKey";
    case BSON_TYPE_MAXKEY:
      return "_MaxKey";
    default:
      return std::nullopt;
  }
}

}  // namespace rest::api

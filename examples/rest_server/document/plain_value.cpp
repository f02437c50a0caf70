// A value goes in; whether it may be put into a filter or a pipeline as it is comes out.
#include "document/plain_value.hpp"

#include "document/bson_access.hpp"

namespace rest {

bool isPlain(const bson_iter_t& value, PlainIn place) {
  switch (bson_iter_type(&value)) {
    case BSON_TYPE_DOCUMENT:
    case BSON_TYPE_ARRAY:
      return arePlain(nestedIn(value), place);
    case BSON_TYPE_UTF8:
      return place == PlainIn::filter || !textIn(value).starts_with('$');
    case BSON_TYPE_NULL:
      return place == PlainIn::pipeline;
    case BSON_TYPE_INT32:
    case BSON_TYPE_INT64:
    case BSON_TYPE_DOUBLE:
    case BSON_TYPE_DECIMAL128:
    case BSON_TYPE_BOOL:
    case BSON_TYPE_DATE_TIME:
    case BSON_TYPE_OID:
    case BSON_TYPE_BINARY:
      return true;
    default:
      return false;
  }
}

bool arePlain(BsonBytes container, PlainIn place) {
  for (const bson_iter_t& member : Elements(container)) {
    if (keyOf(member).starts_with('$') || !isPlain(member, place)) return false;
  }
  return true;
}

}  // namespace rest

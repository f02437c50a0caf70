// 24 hexadecimal digits, or nothing, go in; an ObjectId comes out. Refused: any other text.
#include "document/object_id.hpp"

#include <bson/bson.h>

#include <algorithm>
#include <cstring>

namespace rest {

ObjectId ObjectId::generate() {
  bson_oid_t oid;
  bson_oid_init(&oid, nullptr);
  ObjectId id;
  std::copy(std::begin(oid.bytes), std::end(oid.bytes), id.bytes.begin());
  return id;
}

std::optional<ObjectId> ObjectId::fromHex(std::string_view text) {
  if (!bson_oid_is_valid(text.data(), text.size()) || text.size() != 24) return std::nullopt;
  bson_oid_t oid;
  bson_oid_init_from_string(&oid, text.data());
  ObjectId id;
  std::copy(std::begin(oid.bytes), std::end(oid.bytes), id.bytes.begin());
  return id;
}

std::string ObjectId::hex() const {
  bson_oid_t oid;
  std::copy(bytes.begin(), bytes.end(), std::begin(oid.bytes));
  char text[25];
  bson_oid_to_string(&oid, text);
  return text;
}

}  // namespace rest

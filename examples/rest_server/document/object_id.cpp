// 24 hexadecimal digits, or nothing, go in; an ObjectId comes out. Refused: any other text.
#include "document/object_id.hpp"

#include <bson/bson.h>

#include <bit>

namespace rest {

ObjectId ObjectId::generate() {
  bson_oid_t oid;
  bson_oid_init(&oid, nullptr);
  return std::bit_cast<ObjectId>(oid);
}

std::optional<ObjectId> ObjectId::fromHex(std::string_view text) {
  if (!bson_oid_is_valid(text.data(), text.size()) || text.size() != 24) return std::nullopt;
  bson_oid_t oid;
  bson_oid_init_from_string(&oid, text.data());
  return std::bit_cast<ObjectId>(oid);
}

std::string ObjectId::hex() const {
  const auto oid = std::bit_cast<bson_oid_t>(*this);
  char text[25];
  bson_oid_to_string(&oid, text);
  return text;
}

}  // namespace rest

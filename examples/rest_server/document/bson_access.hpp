#pragma once

// libbson's view of our documents, for the code that reads and builds them member by member.

#include <bson/bson.h>

#include <string_view>

#include "document/document.hpp"

namespace rest {

/// A bson_t over borrowed bytes; nothing is to be destroyed. Throws DocumentFault when the length is wrong.
bson_t viewOf(BsonBytes bytes);
bson_t viewOf(Document&&) = delete;  ///< it would be gone before its view

/// A bson_t that is built, and freed at the end of its scope.
class OwnedBson {
 public:
  OwnedBson() noexcept { bson_init(&value_); }
  ~OwnedBson() { bson_destroy(&value_); }
  OwnedBson(const OwnedBson&) = delete;
  OwnedBson& operator=(const OwnedBson&) = delete;

  bson_t* get() noexcept { return &value_; }
  const bson_t* get() const noexcept { return &value_; }
  BsonBytes bytes() const noexcept { return {bson_get_data(&value_), value_.len}; }
  Document document() const { return Document::copyOfStored(bytes()); }

 private:
  bson_t value_;
};

inline std::string_view keyOf(const bson_iter_t& element) noexcept {
  return {bson_iter_key(&element), bson_iter_key_len(&element)};
}

}  // namespace rest

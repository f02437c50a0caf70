#pragma once

#include "document/bson_access.hpp"

namespace rest {

/// The bytes of the object or array that an element holds; the caller knows that it holds one.
inline BsonBytes nestedIn(const bson_iter_t& element) {
  std::uint32_t size = 0;
  const std::uint8_t* data = nullptr;
  if (BSON_ITER_HOLDS_ARRAY(&element)) {
    bson_iter_array(&element, &size, &data);
  } else {
    bson_iter_document(&element, &size, &data);
  }
  return {data, size};
}

}  // namespace rest

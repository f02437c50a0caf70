#pragma once

// libbson's view of our documents, for the code that reads and builds them member by member.

#include <bson/bson.h>

#include <iterator>
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

/// The members of a document, or what an object or array holds: `for (const bson_iter_t& member : Elements(document))`.
class Elements {
 public:
  explicit Elements(BsonBytes document) {
    const bson_t view = viewOf(document);
    isReadable_ = bson_iter_init(&place_, &view);
  }
  explicit Elements(Document&&) = delete;  ///< it would be gone before the loop
  /// Other values hold nothing.
  explicit Elements(const bson_iter_t& nest) : isReadable_(bson_iter_recurse(&nest, &place_)) {}

  class Iterator {
   public:
    explicit Iterator(bson_iter_t* place) noexcept : place_(place) {}
    const bson_iter_t& operator*() const noexcept { return *place_; }
    Iterator& operator++() noexcept {
      if (!bson_iter_next(place_)) place_ = nullptr;
      return *this;
    }
    bool operator==(std::default_sentinel_t) const noexcept { return place_ == nullptr; }

   private:
    bson_iter_t* place_;
  };

  Iterator begin() noexcept { return Iterator(isReadable_ && bson_iter_next(&place_) ? &place_ : nullptr); }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  bson_iter_t place_;
  bool isReadable_;
};

/// Begins an array, which bson_append_array_end ends. The caller gives its elements their keys: "0", "1" and so on.
inline void beginArray(bson_t* target, std::string_view key, bson_t* array) noexcept {
  const int size = static_cast<int>(key.size());
#if BSON_CHECK_VERSION(2, 0, 0)
  bson_append_array_unsafe_begin(target, key.data(), size, array);
#else
  bson_append_array_begin(target, key.data(), size, array);
#endif
}

inline std::string_view keyOf(const bson_iter_t& element) noexcept {
  return {bson_iter_key(&element), bson_iter_key_len(&element)};
}

/// The text that an element holds; the caller knows that it holds one.
inline std::string_view textIn(const bson_iter_t& element) noexcept {
  std::uint32_t size = 0;
  const char* text = bson_iter_utf8(&element, &size);
  return {text, size};
}

/// The bytes of the object or array that an element holds; the caller knows that it holds one.
inline BsonBytes nestedIn(const bson_iter_t& element) noexcept {
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

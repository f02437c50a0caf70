#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/text/ascii.hpp"
#include "src/text/text_hash.hpp"

namespace jwtauth::inline v0 {

constexpr bool isHighSurrogate(unsigned unit) noexcept {
  return unit >= 0xd800 && unit <= 0xdbff;
}
constexpr bool isLowSurrogate(unsigned unit) noexcept {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

/// The text between the quotes of a JSON string that was read strictly.
struct JsonString {
  std::string_view raw;
  bool escaped = false;  ///< holds a backslash

  bool equals(std::string_view text) const noexcept { return escaped ? equalsDecoded(text) : raw == text; }
  /// Compares the decoded texts byte by byte, however each is written.
  std::strong_ordering compare(const JsonString& other) const noexcept;
  /// A hash of the decoded text. It is weak and fast: names with equal hashes are compared in full.
  std::uint32_t hash() const noexcept { return escaped ? hashDecoded() : static_cast<std::uint32_t>(hashOf(raw)); }
  std::string decoded() const;

 private:
  bool equalsDecoded(std::string_view text) const noexcept;
  std::uint32_t hashDecoded() const noexcept;
};

struct JsonItem;

/// A value inside a JSON text that was read strictly; borrows that text.
class JsonValue {
 public:
  /// `text` is exactly one value that StrictJsonObject has let pass.
  explicit JsonValue(std::string_view text) noexcept : text_(text) {}

  JsonType type() const noexcept;
  std::string_view text() const noexcept { return text_; }

  bool isString() const noexcept { return type() == JsonType::string; }
  bool isNull() const noexcept { return type() == JsonType::null; }
  std::optional<JsonString> string() const noexcept;
  std::optional<bool> boolean() const noexcept;
  std::optional<double> number() const noexcept;
  /// An integer written without fraction and exponent that fits 64 bits.
  std::optional<std::int64_t> integer() const noexcept;

  /// The elements of an array, or the members of an object; nothing for any other value.
  class Items {
   public:
    explicit Items(std::string_view container) noexcept;
    std::optional<JsonItem> next() noexcept;

   private:
    std::string_view text_;
    std::size_t position_ = 1;
    bool object_;
  };
  Items items() const noexcept { return Items(text_); }

  std::optional<JsonValue> member(std::string_view name) const noexcept;
  std::optional<JsonValue> element(std::size_t index) const noexcept;
  /// RFC 6901; the empty pointer is the value itself.
  std::optional<JsonValue> at(std::string_view pointer) const;

 private:
  std::string_view text_;
};

/// A member of an object, or an element of an array (whose name is empty).
struct JsonItem {
  JsonString name;
  JsonValue value;
};

inline JsonType JsonValue::type() const noexcept {
  switch (text_.front()) {
    case '"':
      return JsonType::string;
    case '{':
      return JsonType::object;
    case '[':
      return JsonType::array;
    case 't':
    case 'f':
      return JsonType::boolean;
    case 'n':
      return JsonType::null;
    default:
      return JsonType::number;
  }
}

/// The value a checked document holds: the text without the white space around it.
JsonValue valueOfDocument(std::string_view document) noexcept;

/// Finds a claim or setting: by JSON Pointer when the name starts with '/', else the member with exactly this name.
std::optional<JsonValue> findByNameOrPointer(JsonValue object, std::string_view nameOrPointer);

}  // namespace jwtauth::inline v0

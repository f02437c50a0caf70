#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/json/duplicate_names.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// Why a text is not the JSON object we accept.
enum class JsonFault : std::uint8_t {
  none,
  notAnObject,      ///< the document is not one object
  syntax,           ///< not RFC 8259, or something follows the object
  badUtf8,          ///< not well-formed UTF-8, or a lone surrogate
  duplicateMember,  ///< two members of one object have the same name (RFC 7515 4, RFC 7519 4)
  tooDeep,          ///< nested deeper than maxJsonDepth
  tooManyMembers,   ///< more than maxOpenMembers in objects that are open at once
  numberTooLarge,   ///< beyond the range of a double
};

inline constexpr int maxJsonDepth = 64;

/// What a text with this fault is.
constexpr std::string_view describe(JsonFault fault) noexcept {
  switch (fault) {
    case JsonFault::none:
      return "well-formed JSON";
    case JsonFault::notAnObject:
      return "not a JSON object";
    case JsonFault::syntax:
      return "not well-formed JSON";
    case JsonFault::badUtf8:
      return "not well-formed UTF-8";
    case JsonFault::duplicateMember:
      return "JSON with a member twice in one object";
    case JsonFault::tooDeep:
      return "JSON nested deeper than 64 levels";
    case JsonFault::tooManyMembers:
      return "JSON with more than 1024 open members";
    case JsonFault::numberTooLarge:
      return "JSON with a number beyond the range of a double";
  }
  return "not well-formed JSON";
}

/// Reads one JSON object strictly and hands out its members, each value wholly checked before it is seen. Allocates
/// nothing. What it accepts, nlohmann::json reads with equal values; what nlohmann refuses, it refuses.
class StrictJsonObject {
 public:
  explicit StrictJsonObject(std::string_view text) noexcept : text_(text) {}

  /// The next member in document order, valid until the one after it is asked for. Null at the end, or at a fault:
  /// fault() says which. A document is valid only after it was walked to its end without a fault.
  const JsonItem* next() noexcept;

  JsonFault fault() const noexcept { return fault_; }

  /// How many times names were compared letter by letter to find a repeated one: a hostile text can drive this up.
  std::size_t nameComparisons() const noexcept { return names_.comparisons(); }

 private:
  bool fail(JsonFault fault) noexcept;
  bool atEnd() const noexcept { return position_ == text_.size(); }
  char peek() const noexcept { return atEnd() ? '\0' : text_[position_]; }
  bool take(char expected) noexcept;
  void skipSpace() noexcept;
  bool openDocument() noexcept;
  bool goOn() noexcept;
  bool closeDocument() noexcept;
  bool readName(JsonString& name) noexcept;
  bool readValue(int depth) noexcept;
  bool readObject(int depth) noexcept;
  bool readArray(int depth) noexcept;
  bool readString(JsonString& string) noexcept;
  bool readAnyString(JsonString& string) noexcept;
  bool readEscape() noexcept;
  std::optional<unsigned> readUtf16Unit() noexcept;
  bool readMultibyte() noexcept;
  bool readNumber() noexcept;
  bool readLiteral(std::string_view literal) noexcept;
  bool rememberName(const JsonString& name) noexcept;
  bool requireNoRepetition() noexcept;

  enum class State : std::uint8_t { before, inside, after };

  std::string_view text_;
  std::size_t position_ = 0;
  State state_ = State::before;
  JsonFault fault_ = JsonFault::none;
  // Handed out in place: to copy what was written just before costs a processor more than to write it.
  JsonItem item_{{}, JsonValue({})};
  DuplicateNames names_;
};

/// Walks the whole object and yields its fault, or none.
JsonFault checkJsonObject(std::string_view text) noexcept;

}  // namespace jwtauth::inline v0

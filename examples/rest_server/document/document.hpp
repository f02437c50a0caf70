#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace rest {

/// The bytes of one BSON document, borrowed.
using BsonBytes = std::span<const std::uint8_t>;

/// Bytes that should be BSON and are not.
class DocumentFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One BSON document: what the stores keep and the API reads and writes. Owns its bytes; a value type.
class Document {
 public:
  /// The empty document.
  Document() : bytes_{5, 0, 0, 0, 0} {}

  /// Throws DocumentFault when the bytes are no BSON document.
  static Document copyOf(BsonBytes bytes);

  /// For bytes that one of our stores kept: only their length is checked, at a thirtieth of the cost. Code that reads
  /// members stays within the bytes whatever they are. Throws DocumentFault.
  static Document copyOfStored(BsonBytes bytes);

  BsonBytes bytes() const noexcept { return bytes_; }
  operator BsonBytes() const noexcept { return bytes_; }

  friend bool operator==(const Document&, const Document&) = default;

 private:
  explicit Document(std::vector<std::uint8_t> bytes) noexcept : bytes_(std::move(bytes)) {}

  std::vector<std::uint8_t> bytes_;
};

}  // namespace rest

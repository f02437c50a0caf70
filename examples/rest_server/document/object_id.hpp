#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rest {

/// A BSON ObjectId: twelve bytes, written as 24 hexadecimal digits.
struct ObjectId {
  std::array<std::uint8_t, 12> bytes{};

  /// A new one, different from all others (time, process, counter). Safe for any number of threads.
  static ObjectId generate();
  /// Exactly 24 hexadecimal digits; nothing otherwise.
  static std::optional<ObjectId> fromHex(std::string_view text);

  std::string hex() const;

  friend bool operator==(const ObjectId&, const ObjectId&) = default;
};

}  // namespace rest

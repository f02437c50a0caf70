#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// The statuses of many tokens, 1, 2, 4 or 8 bits each (draft-ietf-oauth-status-list 4.1).
class StatusList {
 public:
  static constexpr unsigned valid = 0;

  /// `lst` is the base64url of DEFLATE data in the ZLIB format. Throws FetchError for what is not, or is larger than
  /// allowed when it is decompressed.
  StatusList(unsigned bits, std::string_view lst, std::size_t maxBytes);

  /// Nothing beyond its end.
  std::optional<unsigned> statusAt(std::size_t index) const noexcept;

 private:
  unsigned bits_;
  std::string bytes_;
};

}  // namespace jwtauth::inline v0

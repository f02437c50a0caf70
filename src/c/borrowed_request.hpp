#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "jwtauth/jwtauth.h"
#include "jwtauth/request.hpp"

namespace jwtauth::inline v0 {

/// A request of a C caller, as the library looks at it. Borrows from the caller, and keeps only what it needs to refer
/// to.
class BorrowedRequest {
 public:
  /// Nothing for a request that breaks the rules of jwtauth.h. May throw std::bad_alloc.
  static std::optional<BorrowedRequest> from(const jwtauth_request* request);

  /// Valid until this is moved or destroyed.
  Request view() const noexcept;

 private:
  /// Several values of a field are refused whatever they are, so that two say all.
  struct Values {
    std::array<std::string_view, 2> texts{};
    std::size_t count = 0;

    bool take(const jwtauth_text* from, std::size_t size) noexcept;
    std::span<const std::string_view> view() const noexcept { return {texts.data(), count}; }
  };

  bool take(const jwtauth_request& request);
  bool takeFields(const jwtauth_field* fields, std::size_t count);

  Values authorization_, dpop_;
  std::vector<RequestField> fields_;
  Request rest_;  ///< without what the members above hold
};

}  // namespace jwtauth::inline v0

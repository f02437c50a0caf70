#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "jwtauth/testing.hpp"

namespace jwtauth::bench {

/// What libcrypto alone costs: one signature that was taken apart beforehand, verified again and again with what was
/// prepared once. No token is split, decoded or read. Nothing that verifies with this libcrypto is faster.
class Floor {
 public:
  Floor(const testing::TokenIssuer& issuer, std::string_view token);
  ~Floor();
  Floor(Floor&&) noexcept;
  Floor& operator=(Floor&&) noexcept;

  bool verify() noexcept;

  /// Of libcrypto.
  static std::string version();

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace jwtauth::bench

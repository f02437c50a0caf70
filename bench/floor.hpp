#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "jwtauth/testing.hpp"

namespace jwtauth::bench {

/// What OpenSSL alone costs: one signature that was taken apart beforehand, verified again and again with contexts that
/// were prepared once. No token is split, decoded or read. Nothing that verifies with OpenSSL's EVP is faster.
class Floor {
 public:
  Floor(const testing::TokenIssuer& issuer, std::string_view token);
  ~Floor();
  Floor(Floor&&) noexcept;
  Floor& operator=(Floor&&) noexcept;

  bool verify() noexcept;

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace jwtauth::bench

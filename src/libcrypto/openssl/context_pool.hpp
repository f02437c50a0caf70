#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "src/libcrypto/verifier.hpp"
#include "src/threads/thread_slots.hpp"

namespace jwtauth::inline v0 {

/// An OpenSSL context prepared for one key and one algorithm, which verifies one signature after the other. For one
/// thread at a time.
class SignatureContext {
 public:
  virtual ~SignatureContext() = default;
  virtual SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept = 0;
};

/// The prepared contexts of one key. Preparing one for each signature costs 3 to 4 µs and makes threads wait for each
/// other inside OpenSSL, so a few are kept: an array of slots, exchanged out and exchanged in, without a lock. A miss
/// makes a new one; a full pool drops the one that comes back.
class SignatureContextPool {
 public:
  using Make = std::function<std::unique_ptr<SignatureContext>()>;

  explicit SignatureContextPool(Make make) : make_(std::move(make)) {}
  ~SignatureContextPool();
  SignatureContextPool(const SignatureContextPool&) = delete;
  SignatureContextPool& operator=(const SignatureContextPool&) = delete;

  /// A context of the caller's own; null when none could be made. May throw std::bad_alloc.
  std::unique_ptr<SignatureContext> take() const;
  void giveBack(std::unique_ptr<SignatureContext> context) const noexcept;
  void clear() const noexcept;

 private:
  static constexpr std::size_t slotCount = threadStripes;
  struct alignas(64) Slot {  // a cache line each, so that threads do not slow each other down
    std::atomic<SignatureContext*> context{nullptr};
  };

  Make make_;
  mutable std::array<Slot, slotCount> slots_;
};

}  // namespace jwtauth::inline v0

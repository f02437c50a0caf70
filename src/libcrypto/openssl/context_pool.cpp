// A key's prepared contexts: taken by a verification, given back after it.
#include "src/libcrypto/openssl/context_pool.hpp"

namespace jwtauth::inline v0 {

std::unique_ptr<SignatureContext> SignatureContextPool::take() const {
  const std::size_t first = threadStripe();
  for (std::size_t i = 0; i < slotCount; ++i) {
    std::atomic<SignatureContext*>& slot = slots_[(first + i) % slotCount].context;
    if (slot.load(std::memory_order_relaxed) == nullptr) continue;
    if (SignatureContext* context = slot.exchange(nullptr, std::memory_order_acquire)) {
      return std::unique_ptr<SignatureContext>(context);
    }
  }
  return make_();
}

void SignatureContextPool::giveBack(std::unique_ptr<SignatureContext> context) const noexcept {
  const std::size_t first = threadStripe();
  for (std::size_t i = 0; i < slotCount; ++i) {
    SignatureContext* empty = nullptr;
    std::atomic<SignatureContext*>& slot = slots_[(first + i) % slotCount].context;
    if (slot.load(std::memory_order_relaxed) != nullptr) continue;
    if (slot.compare_exchange_strong(empty, context.get(), std::memory_order_release, std::memory_order_relaxed)) {
      context.release();
      return;
    }
  }
}

void SignatureContextPool::clear() const noexcept {
  for (Slot& slot : slots_) delete slot.context.exchange(nullptr, std::memory_order_acquire);
}

SignatureContextPool::~SignatureContextPool() {
  clear();
}

}  // namespace jwtauth::inline v0

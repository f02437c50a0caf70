// A key's prepared contexts: taken by a verification, given back after it.
#include "src/libcrypto/signature_context.hpp"

namespace jwtauth::inline v0 {

SignatureContextPool::~SignatureContextPool() {
  for (Slot& slot : slots_) delete slot.context.load(std::memory_order_relaxed);
}

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

}  // namespace jwtauth::inline v0

// A key's prepared contexts: taken by a verification, given back after it.
#include "src/signature_context.hpp"

#include <thread>

namespace jwtauth::inline v0 {
namespace {

/// A thread starts to look at a slot of its own, so that threads rarely meet.
std::size_t firstSlot(std::size_t slotCount) noexcept {
  const std::size_t thread = std::hash<std::thread::id>{}(std::this_thread::get_id());
  return (thread ^ thread >> 12 ^ thread >> 20) % slotCount;
}

}  // namespace

SignatureContextPool::~SignatureContextPool() {
  for (Slot& slot : slots_) delete slot.context.load(std::memory_order_relaxed);
}

std::unique_ptr<SignatureContext> SignatureContextPool::take() const {
  const std::size_t first = firstSlot(slotCount);
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
  const std::size_t first = firstSlot(slotCount);
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

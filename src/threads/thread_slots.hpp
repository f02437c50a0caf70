#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

namespace jwtauth::inline v0 {

inline constexpr std::size_t threadStripes = 16;

/// The stripe that this thread uses, so that threads rarely meet. Unlike thread-local memory, a stripe belongs to the
/// object that has it: threads and objects may come and go in any order.
inline std::size_t threadStripe() noexcept {
  const std::thread::id id = std::this_thread::get_id();
  std::size_t thread = 0;
  if constexpr (sizeof id == sizeof thread && std::is_trivially_copyable_v<std::thread::id>) {
    std::memcpy(&thread, &id, sizeof thread);  // a handle of the system, at a tenth of the cost of its hash
  } else {
    thread = std::hash<std::thread::id>{}(id);
  }
  return (thread ^ thread >> 12 ^ thread >> 20) % threadStripes;
}

/// Values that are found by a tag, in a few slots for each stripe of threads. A slot holds one value, which is
/// exchanged out, used, and exchanged in. No thread waits and no references are counted; a thread that asks in between
/// finds the slot empty. The tag is a hint: the caller compares what it found.
template <class T>
class ThreadSlots {
 public:
  /// A power of two in each stripe.
  explicit ThreadSlots(std::size_t slotsInStripe) : mask_(slotsInStripe - 1) {
    for (auto& stripe : stripes_) stripe.slots = std::vector<Slot>(slotsInStripe);
  }
  ~ThreadSlots() { clear(); }
  ThreadSlots(const ThreadSlots&) = delete;
  ThreadSlots& operator=(const ThreadSlots&) = delete;

  /// Null when there is no value.
  std::unique_ptr<T> take(std::uint64_t tag) noexcept {
    Slot& slot = slotOf(tag);
    if (slot.tag.load(std::memory_order_relaxed) != tag) return nullptr;
    return std::unique_ptr<T>(slot.thing.exchange(nullptr, std::memory_order_acquire));
  }

  /// Replaces what is there.
  void put(std::uint64_t tag, std::unique_ptr<T> thing) noexcept {
    Slot& slot = slotOf(tag);
    const std::unique_ptr<T> before(slot.thing.exchange(thing.release(), std::memory_order_acq_rel));
    slot.tag.store(tag, std::memory_order_relaxed);
  }

  void clear() noexcept {
    for (auto& stripe : stripes_) {
      for (Slot& slot : stripe.slots) {
        const std::unique_ptr<T> before(slot.thing.exchange(nullptr, std::memory_order_acquire));
      }
    }
  }

 private:
  struct Slot {
    std::atomic<std::uint64_t> tag{0};
    std::atomic<T*> thing{nullptr};
  };
  struct alignas(64) Stripe {
    std::vector<Slot> slots;
  };

  Slot& slotOf(std::uint64_t tag) noexcept {
    return stripes_[threadStripe()].slots[static_cast<std::size_t>(tag) & mask_];
  }

  std::size_t mask_;
  std::array<Stripe, threadStripes> stripes_;
};

}  // namespace jwtauth::inline v0

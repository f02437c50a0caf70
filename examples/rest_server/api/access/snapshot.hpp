#pragma once

#include <array>
#include <memory>

#include "src/threads/shared_slot.hpp"
#include "src/threads/thread_slots.hpp"

namespace rest::api {

/// A value that is read all the time and replaced as a whole now and then. A reader keeps what it has read. Each thread
/// reads a handle of its own, counter and all, so readers do not slow each other down. Safe for any number of threads.
template <class T>
class Snapshot {
 public:
  explicit Snapshot(T value) { replace(std::move(value)); }

  std::shared_ptr<const T> read() const { return slots_[jwtauth::threadStripe()].value.load(); }

  void replace(T value) {
    const auto shared = std::make_shared<const T>(std::move(value));
    for (Slot& slot : slots_) {
      const auto counted = std::make_shared<const std::shared_ptr<const T>>(shared);
      slot.value.store(std::shared_ptr<const T>(counted, shared.get()));
    }
  }

 private:
  struct alignas(64) Slot {
    jwtauth::SharedSlot<const T> value;
  };

  std::array<Slot, jwtauth::threadStripes> slots_;
};

}  // namespace rest::api

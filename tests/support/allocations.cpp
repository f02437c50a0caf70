#include "tests/support/allocations.hpp"

#include <openssl/crypto.h>

#include <cstdlib>
#include <new>

namespace jwtauth::tests {
namespace {

struct Meter {
  bool running = false;
  bool failed = false;
  std::optional<std::size_t> failing;
  std::size_t allocations = 0;
  std::size_t bytes = 0;
};

thread_local Meter meter;

/// Notes an allocation and tells whether it may succeed.
bool admit(std::size_t size) noexcept {
  if (!meter.running) return true;
  meter.bytes += size;
  const bool fails = meter.failing == meter.allocations++;
  meter.failed |= fails;
  return !fails;
}

void* allocate(std::size_t size, const char*, int) {
  return admit(size) ? std::malloc(size) : nullptr;
}

void* reallocate(void* memory, std::size_t size, const char*, int) {
  return admit(size) ? std::realloc(memory, size) : nullptr;
}

void release(void* memory, const char*, int) {
  std::free(memory);
}

// Before main, since libcrypto takes other functions only as long as it has not allocated yet.
const bool opensslIsCovered = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

}  // namespace

AllocationMeter::AllocationMeter(std::optional<std::size_t> failing) noexcept {
  meter = {true, false, failing, 0, 0};
}

AllocationMeter::~AllocationMeter() {
  meter.running = false;
}

std::size_t AllocationMeter::allocations() const noexcept {
  return meter.allocations;
}

std::size_t AllocationMeter::bytes() const noexcept {
  return meter.bytes;
}

bool AllocationMeter::hasFailed() const noexcept {
  return meter.failed;
}

bool AllocationMeter::coversOpenssl() noexcept {
  return opensslIsCovered;
}

}  // namespace jwtauth::tests

using jwtauth::tests::admit;

void* operator new(std::size_t size) {
  void* memory = admit(size) ? std::malloc(size == 0 ? 1 : size) : nullptr;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto boundary = static_cast<std::size_t>(alignment);
  void* memory = admit(size) ? std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary) : nullptr;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

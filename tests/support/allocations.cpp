#include "tests/support/allocations.hpp"

#include <openssl/crypto.h>

#include <cstdlib>
#include <new>
#if defined(_WIN32) || defined(OPENSSL_IS_AWSLC) || defined(OPENSSL_IS_BORINGSSL)
#include <malloc.h>
#endif

#include "src/libcrypto/openssl_handles.hpp"

namespace jwtauth::tests {
namespace {

struct Meter {
  bool running = false;
  bool failed = false;
  std::optional<std::size_t> failing;
  Shortage shortage = Shortage::once;
  std::size_t allocations = 0;
  std::size_t opensslAllocations = 0;
  std::size_t bytes = 0;
};

thread_local Meter meter;
thread_local std::ptrdiff_t outstanding = 0;

/// Notes an allocation and tells whether it may succeed.
bool admit(std::size_t size) noexcept {
  if (!meter.running) return true;
  meter.bytes += size;
  const bool fails = meter.failing == meter.allocations++ || (meter.failed && meter.shortage == Shortage::lasting);
  meter.failed |= fails;
  return !fails;
}

void* noted(void* memory) noexcept {
  if (memory != nullptr) ++outstanding;
  return memory;
}

bool admitOpenssl(std::size_t size) noexcept {
  if (meter.running) ++meter.opensslAllocations;
  return admit(size);
}

void release(void* memory) noexcept {
  if (memory != nullptr) --outstanding;
  std::free(memory);
}

void* allocateForLibcrypto(std::size_t size) noexcept {
  return admitOpenssl(size) ? noted(std::malloc(size)) : nullptr;
}

// What is aligned has functions of its own on Windows, for its release, too.

void* allocateAligned(std::size_t size, std::size_t boundary) noexcept {
#ifdef _WIN32
  return _aligned_malloc(size, boundary);
#else
  return std::aligned_alloc(boundary, (size + boundary - 1) / boundary * boundary);
#endif
}

void releaseAligned(void* memory) noexcept {
#ifdef _WIN32
  if (memory != nullptr) --outstanding;
  _aligned_free(memory);
#else
  release(memory);
#endif
}

}  // namespace

AllocationMeter::AllocationMeter(std::optional<std::size_t> failing, Shortage shortage) noexcept {
  meter = {true, false, failing, shortage, 0, 0, 0};
}

AllocationMeter::~AllocationMeter() {
  stop();
}

void AllocationMeter::stop() noexcept {
  meter.running = false;
}

std::size_t AllocationMeter::allocations() const noexcept {
  return meter.allocations;
}

std::size_t AllocationMeter::opensslAllocations() const noexcept {
  return meter.opensslAllocations;
}

std::size_t AllocationMeter::bytes() const noexcept {
  return meter.bytes;
}

bool AllocationMeter::hasFailed() const noexcept {
  return meter.failed;
}

std::ptrdiff_t AllocationMeter::outstanding() noexcept {
  return tests::outstanding;
}

}  // namespace jwtauth::tests

using namespace jwtauth::tests;

#if defined(OPENSSL_IS_AWSLC) || defined(OPENSSL_IS_BORINGSSL)

// A static libcrypto takes these functions in place of its own; realloc() is then one of each.
extern "C" {
void* OPENSSL_memory_alloc(std::size_t size) {
  return allocateForLibcrypto(size);
}
void OPENSSL_memory_free(void* memory) {
  release(memory);
}
std::size_t OPENSSL_memory_get_size(void* memory) {
  return malloc_usable_size(memory);
}
}

bool AllocationMeter::coversOpenssl() noexcept {
  void* const memory = OPENSSL_malloc(1);
  const std::ptrdiff_t held = outstanding();
  OPENSSL_free(memory);
  return outstanding() < held;
}

#else

namespace {

void* allocate(std::size_t size, const char*, int) {
  return allocateForLibcrypto(size);
}

void* reallocate(void* memory, std::size_t size, const char* file, int line) {
  // As OpenSSL's own does; from 3.2 on it is CRYPTO_malloc that puts a failure into the error queue.
  if (memory == nullptr) return CRYPTO_malloc(size, file, line);
  if (size != 0) return admitOpenssl(size) ? std::realloc(memory, size) : nullptr;
  release(memory);
  return nullptr;
}

// Before main, since libcrypto takes other functions only as long as it has not allocated yet.
const bool opensslIsCovered =
    CRYPTO_set_mem_functions(allocate, reallocate, [](void* memory, const char*, int) { release(memory); }) == 1;

}  // namespace

bool AllocationMeter::coversOpenssl() noexcept {
  return opensslIsCovered;
}

#endif

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return admit(size) ? noted(std::malloc(size == 0 ? 1 : size)) : nullptr;
}

void* operator new(std::size_t size) {
  void* memory = operator new(size, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto boundary = static_cast<std::size_t>(alignment);
  void* memory = admit(size) ? noted(allocateAligned(size, boundary)) : nullptr;
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  releaseAligned(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  releaseAligned(memory);
}

// Every allocation and release of the process goes in, the bytes that are held come out.
#include "bench/live_bytes.hpp"

#include <malloc.h>
#include <openssl/crypto.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace jwtauth::bench {
namespace {

std::atomic<std::ptrdiff_t> held{0};

void* counted(void* memory) noexcept {
  held += static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  return memory;
}

void release(void* memory) noexcept {
  held -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  std::free(memory);
}

void* allocateForOpenssl(std::size_t size, const char*, int) {
  return counted(std::malloc(size));
}

void releaseForOpenssl(void* memory, const char*, int) {
  release(memory);
}

void* reallocateForOpenssl(void* memory, std::size_t size, const char*, int) {
  held -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
  return counted(std::realloc(memory, size));
}

// Before main: libcrypto takes other functions only as long as it has not allocated yet.
const bool opensslIsCounted =
    CRYPTO_set_mem_functions(allocateForOpenssl, reallocateForOpenssl, releaseForOpenssl) == 1;

void* allocated(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return counted(memory);
}

std::size_t sizeOf(std::align_val_t alignment) noexcept {
  return static_cast<std::size_t>(alignment);
}

}  // namespace

std::ptrdiff_t liveBytes() noexcept {
  return opensslIsCounted ? held.load() : -1;
}

}  // namespace jwtauth::bench

void* operator new(std::size_t size) {
  return jwtauth::bench::allocated(std::malloc(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const std::size_t unit = jwtauth::bench::sizeOf(alignment);
  return jwtauth::bench::allocated(std::aligned_alloc(unit, (size + unit - 1) / unit * unit));
}
void operator delete(void* memory) noexcept {
  jwtauth::bench::release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  jwtauth::bench::release(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  jwtauth::bench::release(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  jwtauth::bench::release(memory);
}

// An input without a form of its own goes in; it comes out with a change of its bytes.
#include <cstdint>

#include "tests/fuzz/mutation.hpp"

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned) {
  return LLVMFuzzerMutate(data, size, maxSize);
}

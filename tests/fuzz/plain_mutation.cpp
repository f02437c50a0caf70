// Bytes go in and come out with one change: what stands for libFuzzer's mutation where it is not linked.
#include <algorithm>
#include <cstdint>

#include "tests/fuzz/mutation.hpp"

/// A byte more, less or other; the same changes in every run.
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize) {
  static std::minstd_rand random(1);
  const auto place = [&](std::size_t bound) { return jwtauth::fuzz::below(random, bound); };
  const auto byte = static_cast<std::uint8_t>(place(256));
  if (size < maxSize && (size == 0 || place(3) == 0)) {
    const std::size_t at = place(size + 1);
    std::copy_backward(data + at, data + size, data + size + 1);
    data[at] = byte;
    return size + 1;
  }
  const std::size_t at = place(size);
  if (size > 1 && place(2) == 0) {
    std::copy(data + at + 1, data + size, data + at);
    return size - 1;
  }
  data[at] = byte;
  return size;
}

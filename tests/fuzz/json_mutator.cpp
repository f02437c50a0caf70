// An input of a target that reads JSON goes in, after a byte that chooses where the target has one; it comes out with
// one change, mostly one of its structure.
#include <cstdint>

#include "tests/fuzz/mutation.hpp"

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed) {
  using namespace jwtauth::fuzz;
  Random random(seed);
  const std::string input(textOf(data, size));
  const std::size_t document = input.find('{');
  if (document == std::string::npos || oneIn(random, 3)) return LLVMFuzzerMutate(data, size, maxSize);
  const std::string changed = mutatedJson(std::string_view(input).substr(document), random);
  return replaceInput(data, size, maxSize, input.substr(0, document) + changed);
}

// An input of lines goes in; it comes out with one line changed: in its structure when it is JSON, else by bytes; or
// with a line more or less.
#include <cstdint>

#include "lines.hpp"
#include "tests/fuzz/mutation.hpp"

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed) {
  using namespace jwtauth::fuzz;
  Random random(seed);
  if (oneIn(random, 3)) return LLVMFuzzerMutate(data, size, maxSize);
  const std::string input(textOf(data, size));
  const std::vector<std::string_view> lines = rest::fuzz::linesOf(input, 1);
  const std::size_t place = below(random, lines.size());
  const std::size_t other = below(random, lines.size());
  const bool isRepeated = oneIn(random, 10);
  std::string changed;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) changed += '\n';
    changed += i != place   ? std::string(lines[i])
               : isRepeated ? std::string(lines[other])
                            : mutatedJson(lines[i], random);
  }
  return replaceInput(data, size, maxSize, changed);
}

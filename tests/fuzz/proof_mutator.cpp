// A proof goes in; it comes out with a change in its header or payload, or of its bytes.
#include "src/text/base64url.hpp"
#include "src/text/token_parts.hpp"
#include "tests/fuzz/mutation.hpp"

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed) {
  using namespace jwtauth;
  using namespace jwtauth::fuzz;
  Random random(seed);
  const std::string input(textOf(data, size));
  const TokenParts parts = partsOf(input);
  const auto header = decodeBase64Url(parts.header), payload = decodeBase64Url(parts.payload);
  if (parts.count != 3 || !header || !payload || oneIn(random, 4)) return LLVMFuzzerMutate(data, size, maxSize);
  const bool inHeader = oneIn(random, 2);
  const std::string changed = encodeBase64Url(mutatedJson(inHeader ? *header : *payload, random));
  return replaceInput(data, size, maxSize,
                      (inHeader ? changed : std::string(parts.header)) + '.' +
                          (inHeader ? std::string(parts.payload) : changed) + '.' + std::string(parts.signature));
}

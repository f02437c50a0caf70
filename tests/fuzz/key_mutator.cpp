// A key as text goes in, after a byte that chooses its algorithm; it comes out with one change, mostly one of the DER
// within its base64.
#include <cstdint>

#include "src/text/base64url.hpp"
#include "tests/fuzz/mutation.hpp"
#include "tests/support/openssl_keys.hpp"

namespace jwtauth::fuzz {
namespace {

/// Where the base64 stands: between the armor's lines, or everything after the first byte.
std::pair<std::size_t, std::size_t> rangeOfBase64(std::string_view input) {
  const std::size_t begin = input.find("-----BEGIN "), end = input.find("-----END ");
  const std::size_t lineEnd = begin == std::string_view::npos ? begin : input.find('\n', begin);
  if (lineEnd == std::string_view::npos || end == std::string_view::npos || end < lineEnd) return {1, input.size()};
  return {lineEnd + 1, end};
}

}  // namespace
}  // namespace jwtauth::fuzz

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed) {
  using namespace jwtauth;
  using namespace jwtauth::fuzz;
  Random random(seed);
  const std::string input(textOf(data, size));
  if (input.size() < 2 || oneIn(random, 4)) return LLVMFuzzerMutate(data, size, maxSize);
  const auto [begin, end] = rangeOfBase64(input);
  const auto der = decodeBase64Leniently(std::string_view(input).substr(begin, end - begin));
  if (!der || der->empty()) return LLVMFuzzerMutate(data, size, maxSize);
  const std::string changed = tests::standardBase64Of(mutatedBytes(*der));
  return replaceInput(data, size, maxSize, input.substr(0, begin) + changed + input.substr(end));
}

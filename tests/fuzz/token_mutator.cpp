// A token of the targets authenticate and compact_jws goes in, after a byte that chooses a server; it comes out with a
// change in header or payload, and mostly signed again by that server's issuer, so that what comes after the signature
// is reached, too.
#include <algorithm>
#include <optional>

#include "src/text/base64url.hpp"
#include "tests/fuzz/mutation.hpp"
#include "tests/fuzz/scenes.hpp"

namespace jwtauth::fuzz {
namespace {

/// An input taken apart. What cannot be read is taken from a good token.
struct TokenInput {
  std::size_t choice;
  std::string prefix;  ///< the scheme; empty in the target compact_jws
  bool wrapped;
  std::string header, payload;

  const Scene& scene() const { return sceneOf(choice); }
};

std::optional<TokenInput> readParts(std::size_t choice, std::string prefix, bool wrapped, std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = std::min(token.find('.', first + 1), token.size());
  auto header = decodeBase64Url(token.substr(0, first));
  auto payload = decodeBase64Url(token.substr(first + 1, second - first - 1));
  if (!header || !payload) return std::nullopt;
  return TokenInput{choice, std::move(prefix), wrapped, *std::move(header), *std::move(payload)};
}

TokenInput readInput(std::string_view input) {
  const std::size_t choice = input.empty() ? 0 : static_cast<unsigned char>(input.front());
  std::string_view text = input.substr(std::min<std::size_t>(1, input.size()));
  const std::size_t space = text.rfind(' ');
  const std::string prefix(text.substr(0, space == std::string_view::npos ? 0 : space + 1));
  text.remove_prefix(prefix.size());
  const bool wrapped = sceneOf(choice).config.base64Encoded && !prefix.empty();
  const auto unwrapped = wrapped ? decodeBase64Url(text) : std::nullopt;
  if (auto parts = readParts(choice, prefix, wrapped, unwrapped ? *unwrapped : text)) return *std::move(parts);
  return *readParts(choice, prefix, wrapped, knownToken(sceneOf(choice).issuer).sign());
}

std::string signedInput(const TokenInput& input, Random& random) {
  testing::TokenBuilder token = knownToken(input.scene().issuer);
  token.headerText(input.header).payloadText(input.payload);
  if (oneIn(random, 32)) token.forged();
  return static_cast<char>(input.choice) + input.prefix + (input.wrapped ? token.wrapped() : token.sign());
}

}  // namespace
}  // namespace jwtauth::fuzz

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed) {
  using namespace jwtauth::fuzz;
  Random random(seed);
  if (oneIn(random, 8)) return LLVMFuzzerMutate(data, size, maxSize);
  TokenInput input = readInput(textOf(data, size));
  std::string& part = oneIn(random, 3) ? input.header : input.payload;
  part = mutatedJson(part, random);
  return replaceInput(data, size, maxSize, signedInput(input, random));
}

/// The header of one token with the payload of another.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t firstSize,
                                                 const std::uint8_t* second, std::size_t secondSize,
                                                 std::uint8_t* output, std::size_t maxSize, unsigned seed) {
  using namespace jwtauth::fuzz;
  Random random(seed);
  TokenInput input = readInput(textOf(first, firstSize));
  input.payload = readInput(textOf(second, secondSize)).payload;
  const std::string crossed = signedInput(input, random);
  if (crossed.size() > maxSize) return 0;
  std::copy(crossed.begin(), crossed.end(), output);
  return crossed.size();
}

// A byte that chooses an algorithm, then text as a key: it is refused with a sentence that tells nothing of the text,
// or gives a key of that algorithm under which empty, zero and one-filled signatures are forgeries.
#include <openssl/err.h>

#include <algorithm>
#include <array>

#include "src/keys/key_material.hpp"
#include "src/stages/stages.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/algorithms.hpp"

namespace jwtauth::fuzz {
namespace {

constexpr std::array<std::size_t, 10> signatureSizes = {0, 32, 48, 64, 96, 132, 256, 384, 512, 2048};

/// Whether the sentence holds a word longer than any of the program's own, as keys do.
bool quotesKey(std::string_view sentence) {
  constexpr std::size_t longestWord = 20;
  for (std::size_t end = 0, begin = 0; begin < sentence.size(); begin = end + 1) {
    end = std::min(sentence.find(' ', begin), sentence.size());
    if (end - begin > longestWord) return true;
  }
  return false;
}

void demandRefusal(const ConfigurationError& error) {
  demand(error.code() == ErrorCode::keyUnusable || error.code() == ErrorCode::keyTooWeak,
         "a key is refused as unusable or too weak");
  demand(error.setting() == "key", "the setting at fault is the key");
  const std::string_view sentence = error.what();
  demand(std::all_of(sentence.begin(), sentence.end(), [](char one) { return one >= ' ' && one <= '~'; }),
         "a refusal is printable");
  demand(!quotesKey(sentence), "a refusal quotes no key");
}

void demandForgeries(const VerificationKey& key) {
  for (const std::size_t size : signatureSizes) {
    for (const char filling : {'\x00', '\x01', '\xff'}) {
      const std::string signature(size, filling);
      const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
      const auto verified = verifySignature(key, "a message", {bytes, size});
      demand(verified.error().code == ErrorCode::signatureInvalid, "what was not signed is a forgery");
    }
  }
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const fuzz::Input input(data, size);
  const Algorithm algorithm = tests::everyAlgorithm[input.choice % tests::everyAlgorithm.size()];
  try {
    const VerificationKey key = VerificationKey::fromText(algorithm, input.text, "a key id");
    fuzz::demand(key.algorithm() == algorithm && key.keyId() == "a key id", "a key is what it was asked to be");
    fuzz::demandForgeries(key);
  } catch (const ConfigurationError& error) {
    fuzz::demandRefusal(error);
  }
  fuzz::demand(ERR_peek_error() == 0, "OpenSSL's error queue is empty");
  return 0;
}

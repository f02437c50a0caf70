// The text of a file with a key goes in, a provider of the key comes out. Refused: text that is no key.
#include "jwtauth/key_file.hpp"

#include <algorithm>

#include "src/keys/key_set.hpp"
#include "src/keys/secret_encoding.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<KeyProvider> parseKeyFile(std::string_view text, std::span<const Algorithm> algorithms,
                                          SecretEncoding encoding) {
  const bool isSecret = std::all_of(algorithms.begin(), algorithms.end(), isHmac);
  if (!isSecret) return singleKey(readKeyText(algorithms, text, {}));
  return singleKey(readKeyText(algorithms, decodedSecret(withoutLineBreak(text), encoding), {}));
}

}  // namespace jwtauth::inline v0

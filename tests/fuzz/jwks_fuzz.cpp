// A byte that chooses what is allowed, then text as a JWK Set: it is refused as a whole, or gives a provider that finds
// exactly the keys it describes, under their ids and algorithms, and no other.
#include <openssl/err.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/jwks.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/reference.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/algorithms.hpp"

namespace jwtauth::fuzz {
namespace {

/// All, or one by its place, as the choice says.
std::span<const Algorithm> allowedBy(std::size_t choice) {
  const std::span<const Algorithm> all = tests::everyAlgorithm;
  const std::size_t place = choice % (all.size() + 1);
  return place == all.size() ? all : all.subspan(place, 1);
}

bool isPrintable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

void demandDescribed(const KeyProvider& keys, std::span<const Algorithm> allowed) {
  std::size_t used = 0;
  const std::vector<std::string> knownIds = keys.knownKeyIds();
  for (const KeyDescription& description : keys.describe()) {
    demand(isPrintable(description.keyId) && isPrintable(description.remark), "a description is printable");
    for (const Algorithm algorithm : description.algorithms) {
      demand(std::find(allowed.begin(), allowed.end(), algorithm) != allowed.end(), "a key's algorithm is allowed");
      ++used;
    }
    demand(!description.algorithms.empty() || !description.remark.empty(),
           "a key that is not used has a remark that says why");
  }
  demand(used > 0, "a set without a usable key is refused");
  for (const std::string& id : knownIds) {
    const bool isFound = std::any_of(allowed.begin(), allowed.end(), [&](Algorithm algorithm) {
      const auto key = keys.find(algorithm, id);
      return key && key->algorithm() == algorithm && key->keyId() == id;
    });
    demand(isFound, "a key id that is known is found");
  }
}

/// Keys are never tried in turn: an unknown id is answered only by a sole key that has no id.
void demandNoOther(const KeyProvider& keys) {
  const std::vector<std::string> ids = keys.knownKeyIds();
  constexpr auto unknown = "an id that no key has";
  if (std::find(ids.begin(), ids.end(), unknown) != ids.end()) return;
  for (const Algorithm algorithm : tests::everyAlgorithm) {
    const auto key = keys.find(algorithm, unknown);
    if (key) demand(key->keyId().empty() && key->algorithm() == algorithm, "an unknown id finds no named key");
    if (!key) demand(key.error().code == ErrorCode::keyUnknown, "an unknown key is refused as such");
  }
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const fuzz::Input input(data, size);
  const auto allowed = fuzz::allowedBy(input.choice);
  try {
    const auto keys = parseJwks(input.text, allowed);
    fuzz::demand(keys != nullptr, "a provider comes back");
    fuzz::demand(fuzz::referenceObject(input.text).has_value(), "a JWK Set is strict JSON");
    fuzz::demandDescribed(*keys, allowed);
    fuzz::demandNoOther(*keys);
    for (const std::string& line : keys->skipped()) fuzz::demand(fuzz::isPrintable(line), "a remark is printable");
    for (const std::string& line : keys->warnings()) fuzz::demand(fuzz::isPrintable(line), "a remark is printable");
  } catch (const ConfigurationError& error) {
    fuzz::demand(error.code() == ErrorCode::keyUnusable, "a set is refused as unusable");
    fuzz::demand(error.setting() == "keys" && fuzz::isPrintable(error.what()), "a refusal is printable");
  }
  fuzz::demand(ERR_peek_error() == 0, "OpenSSL's error queue is empty");
  return 0;
}

// The keys of a configuration go in, a provider of them comes out. Refused: a key that cannot be used, one of several
// without a key id, two with the same id.
#include <array>
#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/json/strict_json.hpp"
#include "src/keys/jwk.hpp"
#include "src/keys/key_set.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t maxKeys = 1000;

[[noreturn]] void refuse(std::size_t position, const std::string& sentence) {
  refuseSetting("keys", "entry " + std::to_string(position + 1) + ": " + sentence);
}

VerificationKey readJwkText(Algorithm algorithm, std::string_view text) {
  if (const JsonFault fault = checkJsonObject(text); fault != JsonFault::none) {
    throw UnusableJwk("a text that is " + std::string(describe(fault)) + "; expected a JWK (RFC 7517 4)");
  }
  const JsonValue jwk = valueOfDocument(text);
  if (jwk.member("keys")) throw UnusableJwk("a JWK Set; expected one JWK, or the set as jwksFile or for parseJwks");
  JwkKeys read = readJwk(jwk, std::array{algorithm});
  if (read.hasPrivateMembers) throw UnusableJwk("a private key, which a server that only verifies must not hold");
  return std::move(read.keys.front());
}

VerificationKey read(Algorithm algorithm, const ConfiguredKey& configured) {
  if (!trimmed(configured.key).starts_with('{')) {
    return VerificationKey::fromText(algorithm, configured.key, configured.keyId);
  }
  if (!configured.keyId.empty()) throw UnusableJwk("a key id beside a JWK; expected it inside");
  return readJwkText(algorithm, configured.key);
}

}  // namespace

std::shared_ptr<KeyProvider> provideConfiguredKeys(Algorithm algorithm, const std::vector<ConfiguredKey>& keys) {
  if (keys.size() > maxKeys) refuse(maxKeys, "more than 1000 keys");
  KeySet set;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    try {
      VerificationKey key = read(algorithm, keys[i]);
      if (key.keyId().empty() && keys.size() > 1) {
        refuse(i, "without a key id; expected one for each of several keys, since they are never tried in turn");
      }
      for (const KeySet::Entry& other : set.entries) {
        if (other.key.keyId() == key.keyId()) refuse(i, "the key id of another entry; expected each once");
      }
      set.descriptions.push_back({.keyId = std::string(key.keyId())});
      set.entries.push_back({std::move(key), std::to_string(i), i});
    } catch (const UnusableJwk& unusable) {
      refuse(i, unusable.what());
    } catch (const ConfigurationError& error) {
      if (error.setting() == "keys") throw;
      throw ConfigurationError(error.code(), "keys", "entry " + std::to_string(i + 1) + ": " + error.what());
    }
  }
  dropAmbiguous(set);  // puts them in order
  return provideKeys(std::move(set));
}

}  // namespace jwtauth::inline v0

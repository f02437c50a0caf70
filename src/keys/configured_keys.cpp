// The keys of a configuration go in, a provider of them comes out. Refused: a key that cannot be used, one of several
// without a key id, two with the same id.
#include <optional>
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

VerificationKey readJwkText(std::span<const Algorithm> algorithms, std::string_view text) {
  if (const JsonFault fault = checkJsonObject(text); fault != JsonFault::none) {
    throw UnusableJwk("a text that is " + std::string(describe(fault)) + "; expected a JWK (RFC 7517 4)");
  }
  const JsonValue jwk = valueOfDocument(text);
  if (jwk.member("keys")) throw UnusableJwk("a JWK Set; expected one JWK, or the set as jwksFile or for parseJwks");
  JwkKeys read = readJwk(jwk, algorithms);
  if (read.keys.size() > 1) throw UnusableJwk("a JWK without `alg` that several of the algorithms fit; expected `alg`");
  if (read.hasPrivateMembers) throw UnusableJwk("a private key, which a server that only verifies must not hold");
  return std::move(read.keys.front());
}

VerificationKey read(std::span<const Algorithm> algorithms, const ConfiguredKey& configured) {
  if (!trimmed(configured.key).starts_with('{')) return readKeyText(algorithms, configured.key, configured.keyId);
  if (!configured.keyId.empty()) throw UnusableJwk("a key id beside a JWK; expected it inside");
  return readJwkText(algorithms, configured.key);
}

}  // namespace

VerificationKey readKeyText(std::span<const Algorithm> algorithms, std::string_view text, const std::string& keyId) {
  if (algorithms.size() == 1) return VerificationKey::fromText(algorithms.front(), text, keyId);
  std::optional<VerificationKey> suitable;
  std::optional<ConfigurationError> refusal;
  for (const Algorithm algorithm : algorithms) {
    // A public key that was mistyped must not become a secret.
    if (isHmac(algorithm)) continue;
    try {
      VerificationKey key = VerificationKey::fromText(algorithm, text, keyId);
      if (suitable) {
        refuseSetting("algorithm", std::string(nameOf(suitable->algorithm())) + " and " +
                                       std::string(nameOf(algorithm)) +
                                       ", which one key fits; expected a JWK with `alg`, or one of the two");
      }
      suitable = std::move(key);
    } catch (const ConfigurationError& error) {
      if (error.setting() == "algorithm") throw;
      refusal.emplace(error);
    }
  }
  if (suitable) return *suitable;
  if (refusal) throw *refusal;
  refuseKey(ErrorCode::keyUnusable, "a text for several algorithms with secrets; expected JWKs with `alg` in `keys`");
}

std::shared_ptr<KeyProvider> provideConfiguredKeys(std::span<const Algorithm> algorithms,
                                                   const std::vector<ConfiguredKey>& keys) {
  if (keys.size() > maxKeys) refuse(maxKeys, "more than 1000 keys");
  KeySet set;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    try {
      VerificationKey key = read(algorithms, keys[i]);
      for (const KeySet::Entry& other : set.entries) {
        if (other.key.algorithm() != key.algorithm()) continue;
        if (key.keyId().empty() || other.key.keyId().empty()) {
          refuse(key.keyId().empty() ? i : other.position,
                 "without a key id; expected one for each of several keys, since they are never tried in turn");
        }
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

// The text of a JWK Set goes in, a provider of its usable keys comes out. Refused as a whole: what is not a JWK Set, is
// too large, or holds no usable key. A single key that cannot be used is skipped and named.
#include "jwtauth/jwks.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "jwtauth/configuration_error.hpp"
#include "src/json/document_kind.hpp"
#include "src/json/strict_json.hpp"
#include "src/keys/jwk.hpp"
#include "src/keys/key_material.hpp"
#include "src/keys/key_set.hpp"
#include "src/keys/key_strength.hpp"
#include "src/keys/key_text.hpp"
#include "src/libcrypto/digest.hpp"
#include "src/libcrypto/verifier.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t maxDocumentBytes = 256 * 1024;
constexpr std::size_t maxKeys = 1000;
constexpr std::size_t maxReasonsInError = 10;

[[noreturn]] void refuse(const std::string& sentence) {
  throw ConfigurationError(ErrorCode::keyUnusable, "keys", sentence);
}

/// ", an HTML page": what else the document is, where that can be seen.
std::string kindIn(std::string_view text) {
  const auto kind = kindOfDocument(text);
  return kind ? ", but " + std::string(*kind) : std::string();
}

/// "key 2 (kid abc)".
std::string nameOfKey(std::size_t position, const KeyDescription& description) {
  const std::string name = "key " + std::to_string(position + 1);
  return description.keyId.empty() ? name : name + " (kid " + description.keyId + ")";
}

std::vector<JsonValue> keysOf(JsonValue document) {
  const auto keys = document.member("keys");
  if (!keys && document.member("kty")) return {document};
  if (!keys || keys->type() != JsonType::array) {
    refuse("a JSON object without an array `keys`" + kindIn(document.text()) + "; expected a JWK Set (RFC 7517 5)");
  }
  std::vector<JsonValue> jwks;
  JsonValue::Items items = keys->items();
  while (const auto item = items.next()) {
    if (jwks.size() == maxKeys) refuse("a JWK Set of more than 1000 keys");
    jwks.push_back(item->value);
  }
  return jwks;
}

/// Google's form: an object of key ids, each with a certificate or public key in PEM.
bool isMapOfPems(JsonValue document) {
  bool hasPem = false;
  JsonValue::Items members = document.items();
  while (const auto member = members.next()) {
    const auto text = member->value.string();
    if (!text) return false;
    hasPem = hasPem || text->raw.find("-----BEGIN ") != std::string_view::npos;
  }
  return hasPem;
}

std::string_view typeNameOf(Algorithm algorithm) noexcept {
  if (algorithm == Algorithm::EdDSA) return "OKP";
  return algorithm >= Algorithm::ES256 ? "EC" : "RSA";
}

/// A key for each of the algorithms that it suits. When it suits no algorithm, throws why the last one refused it.
std::vector<VerificationKey> keysOfPem(const GivenKey& given, std::span<const Algorithm> allowed,
                                       const std::string& keyId) {
  std::vector<VerificationKey> keys;
  std::string refusal = "no allowed algorithm has public keys";
  for (const Algorithm algorithm : allowed) {
    if (isHmac(algorithm)) continue;
    try {
      keys.push_back(KeyAccess::make(algorithm, given, keyId));
    } catch (const ConfigurationError& error) {
      refusal = error.what();
    }
  }
  if (keys.empty()) throw UnusableJwk(refusal);
  return keys;
}

void requireOneAlgorithm(const std::vector<VerificationKey>& keys, bool oneAlgorithmAKey) {
  if (!oneAlgorithmAKey || keys.size() <= 1) return;
  throw UnusableJwk("without `alg`, and several of the configured algorithms use such keys");
}

/// Describes a key and has it read into the set; one that cannot be used is skipped and named.
template <class Read>
void addKey(KeySet& set, KeyDescription published, const Read& read) {
  const std::size_t position = set.descriptions.size();
  published.keyId = printableKeyId(published.keyId);
  KeyDescription& description = set.descriptions.emplace_back(std::move(published));
  const auto skip = [&](const std::exception& reason) {
    description.remark = reason.what();
    set.skipped.push_back(nameOfKey(position, description) + ": " + description.remark);
  };
  try {
    read(position, description);
  } catch (const UnusableJwk& unusable) {
    skip(unusable);
  } catch (const ConfigurationError& error) {
    skip(error);
  }
}

void addKeys(KeySet& set, std::vector<VerificationKey>& keys, const std::string& identity, std::size_t position) {
  for (VerificationKey& key : keys) set.entries.push_back({std::move(key), identity, position});
}

KeySet readMapOfPems(JsonValue document, std::span<const Algorithm> allowed, bool oneAlgorithmAKey) {
  KeySet set;
  JsonValue::Items members = document.items();
  while (const auto member = members.next()) {
    if (set.descriptions.size() == maxKeys) refuse("a map of more than 1000 keys");
    const std::string keyId = member->name.decoded();
    addKey(set, {.keyId = keyId}, [&](std::size_t position, KeyDescription& description) {
      const GivenKey given = readPublicKeyText(member->value.string()->decoded());
      std::vector<VerificationKey> keys = keysOfPem(given, allowed, keyId);
      requireOneAlgorithm(keys, oneAlgorithmAKey);
      description.type = typeNameOf(keys.front().algorithm());
      addKeys(set, keys, sha256(identityOf(*given.key).value_or(keyId)), position);
    });
  }
  dropAmbiguous(set);
  return set;
}

KeySet readKeySet(JsonValue document, std::span<const Algorithm> allowed, bool oneAlgorithmAKey) {
  if (isMapOfPems(document)) return readMapOfPems(document, allowed, oneAlgorithmAKey);
  KeySet set;
  for (const JsonValue& jwk : keysOf(document)) {
    addKey(set, describeJwk(jwk), [&](std::size_t position, KeyDescription& description) {
      JwkKeys read = readJwk(jwk, allowed);
      requireOneAlgorithm(read.keys, oneAlgorithmAKey);
      if (read.hasPrivateMembers) {
        description.remark = "holds private members; they are not used, but everyone who can read the set can sign";
        set.warnings.push_back(nameOfKey(position, description) + ": " + description.remark);
      }
      addKeys(set, read.keys, read.identity, position);
    });
  }
  dropAmbiguous(set);
  return set;
}

std::string reasonsOf(const KeySet& set) {
  std::string reasons;
  for (std::size_t i = 0; i < std::min(set.skipped.size(), maxReasonsInError); ++i) reasons += "; " + set.skipped[i];
  if (set.skipped.size() > maxReasonsInError) {
    reasons += "; and " + std::to_string(set.skipped.size() - maxReasonsInError) + " more";
  }
  return reasons;
}

}  // namespace

std::shared_ptr<KeyProvider> parseJwks(std::string_view text, std::span<const Algorithm> allowed,
                                       bool oneAlgorithmAKey) {
  if (allowed.empty()) refuse("no algorithm is allowed; expected at least one");
  if (text.size() > maxDocumentBytes) refuse("a document of more than 256 KiB; expected a JWK Set (RFC 7517 5)");
  if (const JsonFault fault = checkJsonObject(text); fault != JsonFault::none) {
    refuse("a text that is " + std::string(describe(fault)) + kindIn(text) + "; expected a JWK Set (RFC 7517 5)");
  }
  std::vector<Algorithm> available;
  std::copy_if(allowed.begin(), allowed.end(), std::back_inserter(available), isAvailable);
  if (available.empty()) requireAvailable(allowed.front());
  KeySet set = readKeySet(valueOfDocument(text), available, oneAlgorithmAKey);
  if (set.entries.empty()) refuse("a JWK Set without a usable key" + reasonsOf(set));
  return provideKeys(std::move(set));
}

}  // namespace jwtauth::inline v0

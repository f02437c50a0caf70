// The text of a JWK Set goes in, a provider of its usable keys comes out. Refused as a whole: what is no JWK Set, is
// too large, or holds no usable key; a single key that cannot be used is skipped and named.
#include "jwtauth/jwks.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "jwtauth/config.hpp"
#include "src/ascii.hpp"
#include "src/jwk.hpp"
#include "src/strict_json.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t maxDocumentBytes = 256 * 1024;
constexpr std::size_t maxKeys = 1000;
constexpr std::size_t maxReasonsInError = 10;

[[noreturn]] void refuse(const std::string& sentence) {
  throw ConfigurationError(ErrorCode::keyUnusable, "keys", sentence);
}

struct Entry {
  VerificationKey key;
  std::string identity;
};

/// Entries in the order of their algorithm and key id.
struct ByAlgorithmAndId {
  using Place = std::pair<Algorithm, std::string_view>;
  static Place placeOf(const VerificationKey& key) { return {key.algorithm(), key.keyId()}; }
  bool operator()(const Entry& left, const Entry& right) const { return placeOf(left.key) < placeOf(right.key); }
  bool operator()(const Entry& left, const Place& right) const { return placeOf(left.key) < right; }
  bool operator()(const Place& left, const Entry& right) const { return left < placeOf(right.key); }
};

struct KeySet {
  std::vector<Entry> entries;
  std::vector<std::string> skipped;
  std::vector<std::string> warnings;
};

class JwkSetProvider final : public KeyProvider {
 public:
  explicit JwkSetProvider(KeySet keys) : keys_(std::move(keys)) {}

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override {
    const auto [first, last] = named(algorithm, keyId);
    if (!keyId.empty() && first != last) return first->key;
    // No key id in the token, or none beside the key: only a sole match is used, keys are never tried in turn.
    const auto [begin, end] = all(algorithm);
    if (end - begin == 1 && (keyId.empty() || begin->key.keyId().empty())) return begin->key;
    if (keyId.empty() && begin != end) {
      return Error{ErrorCode::keyUnknown, "the token names no key id and the key set has several keys"};
    }
    return Error{ErrorCode::keyUnknown, "the key set has no key of the token's key id and algorithm"};
  }

  std::uint64_t generation() const noexcept override { return 0; }

  std::vector<std::string> knownKeyIds() const override {
    std::vector<std::string> ids;
    for (const Entry& entry : keys_.entries) {
      const std::string id(entry.key.keyId());
      if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return ids;
  }

  std::vector<std::string> skipped() const override { return keys_.skipped; }
  std::vector<std::string> warnings() const override { return keys_.warnings; }

 private:
  using Range = std::pair<std::vector<Entry>::const_iterator, std::vector<Entry>::const_iterator>;

  Range named(Algorithm algorithm, std::string_view keyId) const {
    return std::equal_range(keys_.entries.begin(), keys_.entries.end(), ByAlgorithmAndId::Place{algorithm, keyId},
                            ByAlgorithmAndId{});
  }

  Range all(Algorithm algorithm) const {
    const auto isBefore = [](const Entry& entry, Algorithm wanted) { return entry.key.algorithm() < wanted; };
    const auto isAfter = [](Algorithm wanted, const Entry& entry) { return wanted < entry.key.algorithm(); };
    return {std::lower_bound(keys_.entries.begin(), keys_.entries.end(), algorithm, isBefore),
            std::upper_bound(keys_.entries.begin(), keys_.entries.end(), algorithm, isAfter)};
  }

  KeySet keys_;
};

/// A key id fit for a log: shortened, without control characters.
std::string printable(std::string_view keyId) {
  constexpr std::size_t longestId = 64;
  std::string id(keyId.substr(0, longestId));
  std::replace_if(id.begin(), id.end(), isControl, '?');
  return id;
}

/// "key 2 (kid abc)".
std::string nameOfKey(std::size_t position, JsonValue jwk) {
  std::string name = "key " + std::to_string(position + 1);
  const auto keyId = jwk.member("kid");
  if (!keyId || !keyId->isString()) return name;
  return name + " (kid " + printable(keyId->string()->decoded()) + ")";
}

std::vector<JsonValue> keysOf(JsonValue document) {
  const auto keys = document.member("keys");
  if (!keys && document.member("kty")) return {document};
  if (!keys || keys->type() != JsonType::array) {
    refuse("a JSON object without an array `keys`; expected a JWK Set (RFC 7517 5)");
  }
  std::vector<JsonValue> jwks;
  JsonValue::Items items = keys->items();
  while (const auto item = items.next()) {
    if (jwks.size() == maxKeys) refuse("a JWK Set of more than 1000 keys");
    jwks.push_back(item->value);
  }
  return jwks;
}

using EntryIterator = std::vector<Entry>::iterator;

/// The same key twice is one.
std::vector<Entry> withoutRepetition(EntryIterator first, EntryIterator last) {
  std::vector<Entry> distinct;
  for (; first != last; ++first) {
    const bool known = std::any_of(distinct.begin(), distinct.end(),
                                   [&](const Entry& entry) { return entry.identity == first->identity; });
    if (!known) distinct.push_back(std::move(*first));
  }
  return distinct;
}

/// Under one key id and algorithm there may be one key: of different ones none is used.
void dropAmbiguous(KeySet& set) {
  std::sort(set.entries.begin(), set.entries.end(), ByAlgorithmAndId{});
  std::vector<Entry> kept;
  for (auto first = set.entries.begin(); first != set.entries.end();) {
    const auto last = std::upper_bound(first, set.entries.end(), *first, ByAlgorithmAndId{});
    std::vector<Entry> distinct = withoutRepetition(first, last);
    const VerificationKey& key = distinct.front().key;
    if (distinct.size() > 1 && !key.keyId().empty()) {
      set.skipped.push_back("the keys of kid " + printable(key.keyId()) + " for " +
                            std::string(nameOf(key.algorithm())) +
                            ": several different keys under one key id, so none is used");
    } else {
      std::move(distinct.begin(), distinct.end(), std::back_inserter(kept));
    }
    first = last;
  }
  set.entries = std::move(kept);
}

KeySet readKeySet(JsonValue document, std::span<const Algorithm> allowed) {
  KeySet set;
  const std::vector<JsonValue> jwks = keysOf(document);
  for (std::size_t i = 0; i < jwks.size(); ++i) {
    try {
      JwkKeys read = readJwk(jwks[i], allowed);
      if (read.hasPrivateMembers) {
        set.warnings.push_back(nameOfKey(i, jwks[i]) +
                               ": holds private members; they are not used, but whoever can "
                               "read the set can sign");
      }
      for (VerificationKey& key : read.keys) set.entries.push_back({std::move(key), read.identity});
    } catch (const UnusableJwk& unusable) {
      set.skipped.push_back(nameOfKey(i, jwks[i]) + ": " + unusable.what());
    } catch (const ConfigurationError& error) {
      set.skipped.push_back(nameOfKey(i, jwks[i]) + ": " + error.what());
    }
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

std::shared_ptr<KeyProvider> parseJwks(std::string_view text, std::span<const Algorithm> allowed) {
  if (allowed.empty()) refuse("no algorithm is allowed; expected at least one");
  if (text.size() > maxDocumentBytes) refuse("a document of more than 256 KiB; expected a JWK Set (RFC 7517 5)");
  if (const JsonFault fault = checkJsonObject(text); fault != JsonFault::none) {
    refuse("a text that is " + std::string(describe(fault)) + "; expected a JWK Set (RFC 7517 5)");
  }
  KeySet set = readKeySet(valueOfDocument(text), allowed);
  if (set.entries.empty()) refuse("a JWK Set without a usable key" + reasonsOf(set));
  return std::make_shared<JwkSetProvider>(std::move(set));
}

}  // namespace jwtauth::inline v0

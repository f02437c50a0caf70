// Keys go in, a provider that finds one of them by algorithm and key id comes out. Refused: an id that names no key,
// and no id where there are several keys. Different keys under one id are not used.
#include "src/keys/key_set.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/text/ascii.hpp"
#include "src/text/utf8.hpp"

namespace jwtauth::inline v0 {
namespace {

using Entry = KeySet::Entry;
using EntryIterator = std::vector<Entry>::iterator;

/// Entries in the order of their algorithm and key id.
struct ByAlgorithmAndId {
  using Place = std::pair<Algorithm, std::string_view>;
  static Place placeOf(const VerificationKey& key) { return {key.algorithm(), key.keyId()}; }
  bool operator()(const Entry& left, const Entry& right) const { return placeOf(left.key) < placeOf(right.key); }
  bool operator()(const Entry& left, const Place& right) const { return placeOf(left.key) < right; }
  bool operator()(const Place& left, const Entry& right) const { return left < placeOf(right.key); }
};

class KeySetProvider final : public KeyProvider {
 public:
  explicit KeySetProvider(KeySet keys) : keys_(std::move(keys)) {}

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override {
    const auto [first, last] = named(algorithm, keyId);
    if (!keyId.empty() && first != last) return first->key;
    // Without a key id in the token or beside the key only a sole match is used. Keys are never tried in turn.
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

  std::vector<KeyDescription> describe() const override {
    std::vector<KeyDescription> descriptions = keys_.descriptions;
    for (const Entry& entry : keys_.entries) {
      descriptions.at(entry.position).algorithms.push_back(entry.key.algorithm());
    }
    return descriptions;
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

std::vector<Entry> withoutRepetition(KeySet& set, EntryIterator first, EntryIterator last) {
  std::vector<Entry> distinct;
  for (; first != last; ++first) {
    const bool known = std::any_of(distinct.begin(), distinct.end(),
                                   [&](const Entry& entry) { return entry.identity == first->identity; });
    if (!known) {
      distinct.push_back(std::move(*first));
    } else {
      set.descriptions.at(first->position).remark = "the same key as another one of the set";
    }
  }
  return distinct;
}

}  // namespace

void dropAmbiguous(KeySet& set) {
  std::sort(set.entries.begin(), set.entries.end(), ByAlgorithmAndId{});
  std::vector<Entry> kept;
  for (auto first = set.entries.begin(); first != set.entries.end();) {
    const auto last = std::upper_bound(first, set.entries.end(), *first, ByAlgorithmAndId{});
    std::vector<Entry> distinct = withoutRepetition(set, first, last);
    const VerificationKey& key = distinct.front().key;
    if (distinct.size() > 1 && !key.keyId().empty()) {
      constexpr auto reason = "several different keys under one key id, so none is used";
      set.skipped.push_back("the keys of kid " + printableKeyId(key.keyId()) + " for " +
                            std::string(nameOf(key.algorithm())) + ": " + reason);
      for (const Entry& entry : distinct) set.descriptions.at(entry.position).remark = reason;
    } else {
      std::move(distinct.begin(), distinct.end(), std::back_inserter(kept));
    }
    first = last;
  }
  set.entries = std::move(kept);
}

std::string printableKeyId(std::string_view keyId) {
  constexpr std::size_t longestId = 64;
  std::size_t size = std::min(keyId.size(), longestId);
  const auto isCut = [&] { return size < keyId.size() && isContinuation(static_cast<unsigned char>(keyId[size])); };
  while (size > 0 && isCut()) --size;
  std::string id(keyId.substr(0, size));
  std::replace_if(id.begin(), id.end(), isControl, '?');
  return id;
}

std::shared_ptr<KeyProvider> provideKeys(KeySet set) {
  return std::make_shared<KeySetProvider>(std::move(set));
}

}  // namespace jwtauth::inline v0

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/key_provider.hpp"

namespace jwtauth::inline v0 {

/// Several keys and what is known of them, on their way into a provider.
struct KeySet {
  struct Entry {
    VerificationKey key;
    std::string identity;      ///< equal for the same key however it is written
    std::size_t position = 0;  ///< of its description
  };

  std::vector<Entry> entries;
  std::vector<KeyDescription> descriptions;  ///< of every key that was given, usable or not, in order
  std::vector<std::string> skipped;
  std::vector<std::string> warnings;
};

/// Keeps one of equal keys, and none of different keys that share algorithm and key id.
void dropAmbiguous(KeySet& set);

/// A provider of the set's keys, found by algorithm and key id.
std::shared_ptr<KeyProvider> provideKeys(KeySet set);

/// A key as the setting `key` has it, bound to the one of the algorithms that it suits. With several algorithms a
/// secret must be a JWK. Throws ConfigurationError.
VerificationKey readKeyText(std::span<const Algorithm> algorithms, std::string_view text, const std::string& keyId);

/// The keys of a configuration, each bound to the one algorithm that it is for. Throws ConfigurationError unless all of
/// them are usable.
std::shared_ptr<KeyProvider> provideConfiguredKeys(std::span<const Algorithm> algorithms,
                                                   const std::vector<ConfiguredKey>& keys);

/// The keys of a configuration first, then those of the provider.
std::shared_ptr<KeyProvider> joinKeys(std::shared_ptr<KeyProvider> configured, std::shared_ptr<KeyProvider> published);

/// A key id fit for a log: shortened, without control characters.
std::string printableKeyId(std::string_view keyId);

}  // namespace jwtauth::inline v0

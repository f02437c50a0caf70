#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace jwtauth::inline v0 {

/// How a secret is written.
enum class SecretEncoding { text, base64, hex };

/// Who fetches keys.
enum class KeyRefresh {
  thread,  ///< a thread of the provider's own
  caller,  ///< the threads that ask for keys, or call drive(); no other thread, and a child process for each fetch
};

/// Where a configuration file finds its keys when it does not hold them. openKeySource() of the component remote turns
/// it into a KeyProvider.
struct KeySource {
  std::string jwksUri{};         ///< the URL of a JWK Set
  std::string jwksFile{};        ///< the path of a JWK Set
  bool issuerDiscovery = false;  ///< the JWK Set that the issuer's metadata names
  std::string metadataUri{};     ///< the URL of that metadata, where it is not behind the issuer
  std::string keyUri{};          ///< the URL of one public key in PEM, with `{kid}` where the key id belongs
  std::string keyFile{};         ///< the path of what `key` may hold
  SecretEncoding secretEncoding = SecretEncoding::text;  ///< of keyFile; a `key` in the file is decoded when it is read
  std::string caFile{};          ///< PEM file of the authorities trusted for these fetches; empty: those of the system
  bool acceptPlainHttp = false;  ///< http: too
  bool acceptPrivateAddresses = false;  ///< metadata from a public address may lead to private ones

  std::string fetchTokenFile{};           ///< a file with a bearer token for these fetches
  std::string fetchCertificateFile{};     ///< PEM file of a client certificate for these fetches
  std::string fetchCertificateKeyFile{};  ///< PEM file of its key
  std::string fetchProxy{};               ///< http://host:port

  std::optional<KeyRefresh> keyRefresh{};                  ///< nothing: as the host's options say
  std::optional<std::chrono::milliseconds> waitForKeys{};  ///< nothing: as the host's options say
  std::string keyCache{};                                  ///< a folder that keeps fetched sets; empty: none

  bool isFetched() const noexcept {
    return !jwksUri.empty() || issuerDiscovery || !metadataUri.empty() || !keyUri.empty();
  }
  bool isGiven() const noexcept { return isFetched() || !jwksFile.empty() || !keyFile.empty(); }
};

}  // namespace jwtauth::inline v0

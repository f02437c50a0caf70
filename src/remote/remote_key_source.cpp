// What a configuration file says about its keys goes in, a provider of them comes out. Refused: files and URLs that
// cannot be used.
#include "jwtauth/remote_key_source.hpp"

#include <algorithm>
#include <utility>

#include "jwtauth/jwks.hpp"
#include "jwtauth/key_file.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/remote/fetched_keys.hpp"
#include "src/remote/watched_file.hpp"

namespace jwtauth::inline v0 {
namespace {

/// What keys of the set may be used for: never what a secret of the configuration is for.
std::vector<Algorithm> algorithmsOf(const ConfiguredMechanism& mechanism) {
  std::vector<Algorithm> algorithms = mechanism.config.algorithms();
  if (!mechanism.config.keys.empty()) std::erase_if(algorithms, isHmac);
  return algorithms;
}

}  // namespace

std::shared_ptr<RemoteKeyProvider> jwksFile(std::string path, RemoteJwksOptions options) {
  requireUsable(options);
  if (options.algorithms.empty()) options.algorithms = {Algorithm::RS256};
  options.unknownKeyPause = std::chrono::seconds(1);  // reading a file costs little
  const auto file = std::make_shared<WatchedFile>(std::move(path), options.maxDocumentBytes);
  try {
    parseJwks(file->read(), options.algorithms);
  } catch (const FetchError& error) {
    refuseSetting("jwksFile", error.what());
  }
  return provideFetched(
      [file](const std::stop_token&) {
        return FoundDocument{{file->read(), {}}, file->name()};
      },
      readSetFor(options), options, {.hasChanged = [file] { return file->hasChanged(); }});
}

namespace {

/// A key in a file, read as `key` is.
std::shared_ptr<RemoteKeyProvider> keyInFile(const KeySource& source, RemoteJwksOptions options) {
  requireUsable(options);
  options.unknownKeyPause = std::chrono::seconds(1);
  const auto file = std::make_shared<WatchedFile>(source.keyFile, options.maxDocumentBytes);
  ReadKeys read = [algorithms = options.algorithms, encoding = source.secretEncoding](const std::string& text) {
    return std::shared_ptr<const KeyProvider>(parseKeyFile(text, algorithms, encoding));
  };
  try {
    read(file->read());
  } catch (const FetchError& error) {
    refuseSetting("keyFile", error.what());
  }
  return provideFetched(
      [file](const std::stop_token&) {
        return FoundDocument{{file->read(), {}}, file->name()};
      },
      std::move(read), options, {.hasChanged = [file] { return file->hasChanged(); }});
}

}  // namespace

std::shared_ptr<RemoteKeyProvider> openKeySource(const ConfiguredMechanism& mechanism, RemoteJwksOptions options) {
  const KeySource& source = mechanism.keySource;
  if (!source.isGiven()) return nullptr;
  options.algorithms = algorithmsOf(mechanism);
  options.oneAlgorithmAKey = true;
  // A published secret is not secret.
  const auto secret = std::find_if(options.algorithms.begin(), options.algorithms.end(), isHmac);
  if (secret != options.algorithms.end() && source.isFetched()) {
    refuseSetting("algorithm", std::string(nameOf(*secret)) + " beside `" +
                                   (!source.keyUri.empty()    ? "keyUri"
                                    : !source.jwksUri.empty() ? "jwksUri"
                                                              : "issuerDiscovery") +
                                   "`, and a secret is never published; expected the secret as `key`, or an algorithm "
                                   "with public keys such as RS256 or ES256");
  }
  options.caFile = source.caFile;
  options.acceptPlainHttp = source.acceptPlainHttp;
  options.acceptPrivateAddresses = source.acceptPrivateAddresses;
  options.bearerTokenFile = source.fetchTokenFile;
  options.certificateFile = source.fetchCertificateFile;
  options.certificateKeyFile = source.fetchCertificateKeyFile;
  options.metadataUri = source.metadataUri;
  if (!source.keyCache.empty()) options.cacheFolder = source.keyCache;
  if (source.waitForKeys) options.waitForKeys = *source.waitForKeys;
  if (source.keyRefresh)
    options.refresh = *source.keyRefresh;
  else if (!source.keyCache.empty())
    options.refresh = KeyRefresh::caller;
  if (!source.fetchProxy.empty()) options.proxy = source.fetchProxy;
  if (!source.keyFile.empty()) return keyInFile(source, std::move(options));
  if (!source.jwksFile.empty()) return jwksFile(source.jwksFile, std::move(options));
  if (!source.keyUri.empty()) return remoteKeys(source.keyUri, std::move(options));
  if (!source.jwksUri.empty()) return remoteJwks(source.jwksUri, std::move(options));
  return discover(mechanism.config.issuer, std::move(options));
}

}  // namespace jwtauth::inline v0

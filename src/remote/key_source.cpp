// What a configuration file says of its keys goes in, a provider of them comes out. Refused: files and URLs that cannot
// be used.
#include "jwtauth/key_source.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include "jwtauth/jwks.hpp"
#include "src/remote/fetched_keys.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string readFile(const std::string& path, std::size_t maxBytes) {
  std::ifstream file(path, std::ios::binary);
  std::string text(maxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file.eof() && file.fail()) || !file.is_open()) throw FetchError("the file cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > maxBytes) throw FetchError("the file is too large");
  return text;
}

}  // namespace

std::shared_ptr<RemoteKeyProvider> jwksFile(std::string path, RemoteJwksOptions options) {
  requireUsable(options);
  if (options.algorithms.empty()) options.algorithms = {Algorithm::RS256};
  const std::size_t maxBytes = options.maxDocumentBytes;
  try {
    parseJwks(readFile(path, maxBytes), options.algorithms);
  } catch (const FetchError& error) {
    throw ConfigurationError(ErrorCode::settingInvalid, "jwksFile", error.what());
  }
  return provideFetched(
      [path = std::move(path), maxBytes](const std::stop_token&) {
        return FetchedDocument{readFile(path, maxBytes), {}};
      },
      options);
}

std::shared_ptr<RemoteKeyProvider> openKeySource(const ConfiguredMechanism& mechanism, RemoteJwksOptions options) {
  const KeySource& source = mechanism.keySource;
  if (!source.isGiven()) return nullptr;
  options.algorithms = {mechanism.config.algorithm};
  options.caFile = source.caFile;
  options.acceptPlainHttp = source.acceptPlainHttp;
  if (!source.jwksFile.empty()) return jwksFile(source.jwksFile, std::move(options));
  if (!source.jwksUri.empty()) return remoteJwks(source.jwksUri, std::move(options));
  return discover(mechanism.config.issuer, std::move(options));
}

}  // namespace jwtauth::inline v0

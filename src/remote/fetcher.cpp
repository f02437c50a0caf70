// A URL goes in, the document there comes out. Refused at construction: URLs and options that cannot work; later:
// documents that do not come, or not as they should.
#include "src/remote/fetcher.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/remote/curl_fetch.hpp"
#include "src/remote/fetched_keys.hpp"
#include "src/remote/url.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

/// The algorithms of public keys that were asked for.
std::vector<Algorithm> allowedOf(std::vector<Algorithm> algorithms) {
  if (algorithms.empty()) {
    std::remove_copy_if(allAlgorithms.begin(), allAlgorithms.end(), std::back_inserter(algorithms), isHmac);
  }
  // A published secret is not secret.
  if (std::any_of(algorithms.begin(), algorithms.end(), isHmac)) {
    refuseSetting("algorithms", "HMAC for a key set that is fetched; expected algorithms with public keys");
  }
  return algorithms;
}

CurlSettings curlSettingsOf(const RemoteJwksOptions& options) {
  CurlSettings settings;
  settings.caFile = options.caFile;
  settings.proxy = options.proxy;
  settings.acceptPlainHttp = options.acceptPlainHttp;
  settings.acceptPrivateAddresses = options.acceptPrivateAddresses;
  settings.certificateFile = options.certificateFile;
  settings.certificateKeyFile = options.certificateKeyFile;
  return settings;
}

void requireReadable(const char* setting, const std::string& file, const char* expected) {
  if (!file.empty() && !std::ifstream(file)) {
    refuseSetting(setting, std::string("cannot be read; expected ") + expected);
  }
}

void requireCredentials(const std::string& url, const RemoteJwksOptions& options) {
  requireReadable("fetchTokenFile", options.bearerTokenFile, "a file with a bearer token");
  requireReadable("fetchCertificateFile", options.certificateFile, "a PEM file of a client certificate");
  requireReadable("fetchCertificateKeyFile", options.certificateKeyFile, "a PEM file of a private key");
  if (options.certificateFile.empty() != options.certificateKeyFile.empty()) {
    refuseSetting(options.certificateFile.empty() ? "fetchCertificateFile" : "fetchCertificateKeyFile",
                  "missing beside the other of the two; expected a certificate and its key");
  }
  if (!options.bearerTokenFile.empty() && parseUrl(url, options.acceptPlainHttp).scheme != "https") {
    refuseSetting("fetchTokenFile", "with an http URL, which would show the token to everybody; expected https");
  }
}

}  // namespace

std::string shownUrl(std::string url) {
  constexpr std::size_t longest = 300;
  url.erase(std::min(url.find_first_of("?#"), url.size()));
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  if (const std::size_t at = url.find_last_of('@'); at != std::string::npos && at >= host) {
    url.erase(host, at + 1 - host);
  }
  return displayed(url, longest);
}

Fetcher::Fetcher(std::string url, RemoteJwksOptions& options)
    : byLibcurl_(!options.fetch),
      fetch_(options.fetch ? std::move(options.fetch) : curlFetch(curlSettingsOf(options))),
      configured_(std::move(url)),
      bearerTokenFile_(options.bearerTokenFile),
      limits_{.url = {},
              .connectTimeout = options.connectTimeout,
              .totalTimeout = options.totalTimeout,
              .maxBytes = options.maxDocumentBytes},
      acceptPlainHttp_(options.acceptPlainHttp),
      acceptPrivateAddresses_(options.acceptPrivateAddresses) {}

DocumentSource Fetcher::sourceOf(std::string words, const RemoteJwksOptions& options) const {
  words += " caFile " + options.caFile + " proxy " + options.proxy + " credentials " + options.bearerTokenFile + ' ' +
           options.certificateFile;
  if (options.acceptPlainHttp) words += " acceptPlainHttp";
  if (options.acceptPrivateAddresses) words += " acceptPrivateAddresses";
  return {.byLibcurl = byLibcurl_, .name = std::move(words)};
}

void Fetcher::requireGood(const std::string& url) const {
  parseUrl(url, acceptPlainHttp_);
}

FetchRequest Fetcher::requestFor(const std::string& url) const {
  FetchRequest request = limits_;
  request.url = url;
  return request;
}

FetchedDocument Fetcher::operator()(const std::string& url, Time deadline, const std::stop_token& stop,
                                    bool isLedByPublic) const {
  FetchRequest request = requestFor(url);
  request.publicAddressesOnly = isLedByPublic && !acceptPrivateAddresses_;
  return fetch(std::move(request), deadline, stop);
}

FetchedDocument Fetcher::fetch(FetchRequest request, Time deadline, const std::stop_token& stop) const {
  const std::string url = request.url;
  try {
    return document(std::move(request), deadline, stop);
  } catch (const FetchError& error) {
    throw FetchError(shownUrl(url) + ": " + error.what());
  }
}

FetchedDocument Fetcher::document(FetchRequest request, Time deadline, const std::stop_token& stop) const {
  requireGood(request.url);
  request.totalTimeout = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (request.totalTimeout <= std::chrono::milliseconds::zero()) throw FetchError("no time was left for it");
  request.stop = stop;
  if (!bearerTokenFile_.empty()) request.bearerToken = bearerTokenFor(request.url);
  FetchedDocument document = fetch_(request);
  if (document.body.size() > request.maxBytes) throw FetchError("the document is too large");
  return document;
}

std::string Fetcher::bearerTokenFor(const std::string& url) const {
  const Url target = parseUrl(url, acceptPlainHttp_);
  if (target.scheme != "https" || !target.hasOriginOf(parseUrl(configured_, acceptPlainHttp_))) return {};
  std::string token;
  std::ifstream(bearerTokenFile_) >> token;
  if (token.empty()) throw FetchError("fetchTokenFile holds no token, or cannot be read");
  return token;
}

Fetcher fetcherFor(const char* setting, const std::string& url, RemoteJwksOptions& options) {
  requireUsable(options);
  options.algorithms = allowedOf(std::move(options.algorithms));
  requireReadable("caFile", options.caFile, "a PEM file of authorities");
  Fetcher fetcher(url, options);
  try {
    fetcher.requireGood(url);
  } catch (const FetchError& error) {
    refuseSetting(setting, error.what());
  }
  requireCredentials(url, options);
  return fetcher;
}

}  // namespace jwtauth::inline v0

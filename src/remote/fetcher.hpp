#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/fetched_keys.hpp"

namespace jwtauth::inline v0 {

/// Documents, as the options let them be fetched.
class Fetcher {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// For documents that begin at this URL.
  Fetcher(std::string url, RemoteJwksOptions& options);

  void requireGood(const std::string& url) const;

  /// Of documents that begin at what these words name.
  DocumentSource sourceOf(std::string words, const RemoteJwksOptions& options) const;

  Time deadline() const { return std::chrono::steady_clock::now() + limits_.totalTimeout; }

  /// The beginning of a request that has more to it than its URL.
  FetchRequest requestFor(const std::string& url) const;

  /// Its answer, within this time.
  FetchedDocument fetch(FetchRequest request, Time deadline, const std::stop_token& stop) const;

  /// A document, within the time that it and those before it may take together. If one of those came from a public
  /// address, this one must, too.
  FetchedDocument operator()(const std::string& url, Time deadline, const std::stop_token& stop,
                             bool isLedByPublic = false) const;

 private:
  FetchedDocument document(FetchRequest request, Time deadline, const std::stop_token& stop) const;
  /// Of the file as it is now; none for another origin than the configured one.
  std::string bearerTokenFor(const std::string& url) const;

  bool byLibcurl_;
  Fetch fetch_;
  std::string configured_;
  std::string bearerTokenFile_;
  FetchRequest limits_;
  bool acceptPlainHttp_;
  bool acceptPrivateAddresses_;
};

/// For documents that begin at this URL, which is the value of the setting. Throws ConfigurationError for options that
/// cannot work, and leaves in them the algorithms of public keys alone.
Fetcher fetcherFor(const char* setting, const std::string& url, RemoteJwksOptions& options);

/// For a log: short, and without a query or a user's name and password, which may be secret.
std::string shownUrl(std::string url);

}  // namespace jwtauth::inline v0

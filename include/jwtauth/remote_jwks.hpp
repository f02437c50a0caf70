#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/key.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/key_source.hpp"

namespace jwtauth::inline v0 {

/// A document to be fetched, and what it may cost.
struct FetchRequest {
  std::string url;
  std::chrono::milliseconds connectTimeout{2'000};
  std::chrono::milliseconds totalTimeout{5'000};  ///< redirects included
  std::size_t maxBytes = 256 * 1024;
  std::stop_token stop{};  ///< asked to stop, a fetch ends at once
  /// Connect to no address that is loopback, link-local, private or for another reason not of the public Internet.
  bool publicAddressesOnly = false;
  std::string bearerToken{};  ///< to be sent to the origin of the URL and nowhere else; empty: none
  std::string mediaType{};    ///< to be asked for; empty: any
  /// To be sent by POST, in application/x-www-form-urlencoded; no redirect is followed then. Empty: the document is
  /// fetched by GET.
  std::string form{};
  std::string basicCredentials{};  ///< "user:password" of HTTP Basic, with the form; empty: none
};

struct FetchedDocument {
  std::string body{};
  std::optional<std::chrono::seconds> maxAge{};  ///< of Cache-Control (RFC 9111 5.2.2.1)
  bool fromPublicAddress = false;                ///< what it names is then fetched from public addresses only
};

/// Why a document could not be fetched: one sentence, with nothing of it but the issuer that metadata names.
class JWTAUTH_EXPORT FetchError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~FetchError() override;
};

/// Returns a document or throws FetchError (any other exception counts as a failure too). Called by one thread, where
/// nothing else is said.
using Fetch = std::function<FetchedDocument(const FetchRequest&)>;

/// What a remote key set may do. The limits are those of FetchRequest.
struct RemoteJwksOptions {
  /// The algorithms that keys of the set may be used for; never HMAC. Empty: all but HMAC.
  std::vector<Algorithm> algorithms{};

  /// Whether a key without `alg` that several of the algorithms fit is left out; else it serves them all.
  bool oneAlgorithmAKey = false;

  /// How long a request may wait for a key that is not known yet, at most a minute. 0 in event loops: it is refused
  /// with keysPending at once, and whenKeysSettle() calls back when the fetch has ended.
  std::chrono::milliseconds waitForKeys{2'000};

  /// Age at which the set is fetched again, when the server names no max-age. Both are held between 1 min and 1 h; the
  /// fetch happens a little earlier, at random.
  std::chrono::seconds refreshInterval{600};

  /// A key id that is not in the set causes at most one fetch in this time, however many requests ask, and none when
  /// two fetches of any kind happened within twice this time. At least a second, at most a day.
  std::chrono::seconds unknownKeyPause{30};

  /// Age beyond which the last good set is no longer used.
  std::chrono::seconds staleCap{std::chrono::hours(24)};

  std::chrono::milliseconds connectTimeout{2'000};
  std::chrono::milliseconds totalTimeout{5'000};  ///< of a whole refresh, metadata included; at most 10 minutes
  std::size_t maxDocumentBytes = 256 * 1024;

  std::string caFile{};  ///< PEM file of the trusted authorities; empty: the system's
  /// A file with a bearer token, read again for each fetch. It is sent to the origin of the configured URL alone, never
  /// after a redirect, and never over http.
  std::string bearerTokenFile{};

  std::string certificateFile{};     ///< PEM file of a client certificate, and
  std::string certificateKeyFile{};  ///< that of its key; both or none

  /// The URL of the issuer's metadata, for discover(); empty: the well-known ones behind the issuer.
  std::string metadataUri{};

  std::string proxy{};           ///< URL of an HTTP proxy; empty: none, even if the environment names one
  bool acceptPlainHttp = false;  ///< http: too; an attacker on the network can then replace the keys

  /// Metadata or a redirect that comes from a public address may lead to loopback, link-local and private addresses. If
  /// a proxy connects, only addresses in URLs are checked, not those of names.
  bool acceptPrivateAddresses = false;

  /// Who fetches. With KeyRefresh::caller no thread is started, and a fork() at any time is harmless: a request that
  /// finds a fetch due makes it, for at most waitForKeys; at 0 the host does, by drive(). A fetch by libcurl runs in a
  /// short-lived child process. Not for remoteKeys().
  KeyRefresh refresh = KeyRefresh::thread;

  /// A folder in which processes share what they fetched, with KeyRefresh::caller: a file for each source, which serves
  /// until staleCap a process that starts while the issuer is down. One process fetches at a time. The folder is made
  /// if it is missing; it must be this user's or root's, and no other's to write. Not on a network file system. Empty:
  /// none.
  std::string cacheFolder{};

  /// With KeyRefresh::caller, asked about every 100 ms while a call waits for keys: true ends the wait. Must not throw.
  std::function<bool()> isInterrupted{};

  /// Used instead of libcurl. The settings above reach it only as its request says; URLs are still checked.
  Fetch fetch{};

  Clock clock{};
};

/// What a remote key set is doing; for health checks and metrics. Times are the wall clock's.
struct RemoteJwksStatus {
  bool ready = false;    ///< there are keys, and they are not beyond the stale cap
  std::size_t keys = 0;  ///< that can be used
  std::vector<std::string> keyIds{};
  std::optional<WallTime> lastSuccess{};
  std::optional<WallTime> lastFailure{};
  std::string lastFailureReason{};  ///< empty when there was none
  WallTime nextRefresh{};
  std::uint64_t fetches = 0;      ///< that have ended, successful or not
  std::uint64_t failures = 0;     ///< of these, the failed ones
  std::uint64_t unknownKeys = 0;  ///< requests with a key id that is not in the set
  std::uint64_t staleServes = 0;  ///< requests answered from a set whose refresh has failed
};

/// Keys published at a URL, fetched repeatedly, by default by a thread of its own, which ends with the provider. Safe
/// for any number of threads; a request whose key is known never waits and takes no lock. A child of fork() does not
/// have the thread: the last set is used as long as it is valid, other keys are refused with keysUnavailable, and
/// status() says so. Open the keys in the child, or use KeyRefresh::caller, which has neither that thread nor that
/// limit.
class JWTAUTH_EXPORT RemoteKeyProvider : public KeyProvider {
 public:
  ~RemoteKeyProvider() override;

  /// Waits until there are keys or the first fetch has failed; says whether there are keys.
  virtual bool prefetch() = 0;

  /// Has the set fetched again as soon as possible, without waiting.
  virtual void refresh() = 0;

  /// With KeyRefresh::caller: fetches what is due, and waits at most so long for its end; at 0 it begins a fetch, or
  /// looks at the one under way. Says whether nothing is due any more, successful or not; else call it again. It is
  /// due when status().nextRefresh says, and after a refusal with keysPending. With a thread: true, nothing to do.
  virtual bool drive(std::chrono::milliseconds wait) = 0;

  virtual RemoteJwksStatus status() const = 0;
};

/// The JWK Set at this URL. Throws ConfigurationError for a URL or options that cannot work; whether the server answers
/// is known later.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> remoteJwks(std::string url, RemoteJwksOptions options = {});

/// The JWK Set that an issuer's metadata names: OpenID Connect Discovery 1.0 4, else RFC 8414 3. The metadata's
/// `issuer` must equal this one exactly. Throws ConfigurationError as remoteJwks does.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> discover(std::string issuer, RemoteJwksOptions options = {});

/// Keys of which each is published by itself, in PEM, at this URL with its key id in place of `{kid}` (AWS ALB). A key
/// is fetched when a token names it, within the limits for unknown keys; at most 100 are kept, each until the stale
/// cap. A key id must be 1 to 128 letters, digits, `-` and `_`. Throws ConfigurationError as remoteJwks does.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> remoteKeys(std::string url, RemoteJwksOptions options = {});

}  // namespace jwtauth::inline v0

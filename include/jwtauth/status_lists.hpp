#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/introspection.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/revocation_check.hpp"

namespace jwtauth::inline v0 {

/// Which status lists are looked at, and how long each counts.
struct StatusListOptions {
  /// How the address of a list has to begin, with a path: "https://issuer.example/statuslists/". At least one: a token
  /// does not choose what is fetched.
  std::vector<std::string> uriPrefixes{};

  /// How long a request may wait for a list, as IntrospectionOptions::waitForAnswer.
  std::chrono::milliseconds waitForAnswer{2'000};

  /// How long a list counts at most, 1 s to 1 day; less where its `ttl` or `exp` say so.
  std::chrono::seconds keep{300};

  std::size_t entries = 64;                    ///< how many lists are kept, 1 to 10,000
  std::size_t maxListBytes = 4 * 1024 * 1024;  ///< of a list that is decompressed; 1 to 64 MiB
  std::size_t maxDocumentBytes = 1024 * 1024;  ///< of a list as it is sent; 256 bytes to 1 MiB
  std::chrono::milliseconds connectTimeout{2'000};
  std::chrono::milliseconds totalTimeout{5'000};

  bool acceptMissingStatus = false;  ///< a token without `status.status_list` counts

  std::string caFile{};          ///< PEM file of the trusted authorities; empty: the system's
  std::string proxy{};           ///< URL of an HTTP proxy; empty: none, even if the environment names one
  bool acceptPlainHttp = false;  ///< http: too; an attacker on the network can then keep a list from changing

  /// Used instead of libcurl; called by two threads at once.
  Fetch fetch{};

  Clock clock{};
};

/// Looks up tokens in the status lists that they name (`status.status_list`, draft-ietf-oauth-status-list, lists as
/// JWTs). To be named in JwtAuthenticationConfig::revocationChecks. Refuses with `revoked` whatever is not valid there,
/// suspended tokens, too; with statusMalformed a token without a status that can be looked up; with statusUnavailable
/// (503) while there is no list that can be trusted. Safe for any number of threads; threads of its own fetch, which
/// end with it. A child of fork() does not have them, and gets statusUnavailable: open it in the child.
class JWTAUTH_EXPORT StatusLists : public RevocationCheck {
 public:
  ~StatusLists() override;
  virtual InquiryStatus status() const = 0;
};

/// Lists that are signed by this issuer: of its configuration the algorithms, keys, issuer and clockSkew count. `keys`
/// is null where the configuration holds the key. A list's `sub` has to be its address, and `iss`, if it has one, the
/// issuer. Throws ConfigurationError for what cannot work; whether lists can be fetched is known later.
JWTAUTH_EXPORT std::shared_ptr<StatusLists> statusLists(JwtAuthenticationConfig issuer,
                                                        std::shared_ptr<KeyProvider> keys, StatusListOptions options);

}  // namespace jwtauth::inline v0

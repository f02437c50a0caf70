#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/authentication_mechanism.hpp"
#include "jwtauth/config.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// How the cache of verdictCacheEntries is doing.
struct VerdictCacheStatus {
  std::uint64_t hits = 0;    ///< tokens that were remembered and still valid
  std::uint64_t misses = 0;  ///< tokens that had to be verified, valid or not
  std::size_t entries = 0;   ///< tokens remembered now
};

/// Verifies bearer tokens of one issuer with its keys. AuthenticationMechanism has the promises of the functions that
/// are only declared here.
class JWTAUTH_EXPORT JwtAuthenticationMechanism final : public AuthenticationMechanism {
 public:
  /// Verifies with the key in the configuration. Throws ConfigurationError.
  explicit JwtAuthenticationMechanism(JwtAuthenticationConfig config, Clock clock = {});

  /// Verifies with the provider's keys, and before them with config.keys; config.key must be empty. Throws
  /// ConfigurationError.
  JwtAuthenticationMechanism(JwtAuthenticationConfig config, std::shared_ptr<KeyProvider> keys, Clock clock = {});

  /// The same without exceptions: the error is what the constructor would have thrown. An allocation that fails becomes
  /// ErrorCode::outOfMemory.
  static Result<JwtAuthenticationMechanism, ConfigurationError> create(JwtAuthenticationConfig config,
                                                                       Clock clock = {}) noexcept;
  static Result<JwtAuthenticationMechanism, ConfigurationError> create(JwtAuthenticationConfig config,
                                                                       std::shared_ptr<KeyProvider> keys,
                                                                       Clock clock = {}) noexcept;

  ~JwtAuthenticationMechanism() override;
  /// A mechanism that was moved from still works: it keeps its share of what both use.
  JwtAuthenticationMechanism(JwtAuthenticationMechanism&&) noexcept;
  JwtAuthenticationMechanism& operator=(JwtAuthenticationMechanism&&) noexcept;

  using AuthenticationMechanism::authenticate;
  using AuthenticationMechanism::explain;
  Result<Principal> authenticate(const Request& request) const noexcept override;
  Result<Principal> verifyToken(std::string_view token) const noexcept override;
  Refusal refusal(Error error, const Requirement& requirement = {}) const override;
  std::vector<ResponseField> acceptance(const Request& request) const override;
  std::string challenge(Error error, std::string_view scope = {}) const override;
  std::optional<std::string> resourceMetadata(std::string_view path) const override;
  void whenKeysSettle(const Request& request, std::function<void()> resume) const override;
  Explanation explain(const Request& request) const override;
  Explanation explainToken(std::string_view token) const override;

  /// All zero without verdictCacheEntries. For metrics: slow, off the request path.
  VerdictCacheStatus verdictCacheStatus() const;

 private:
  friend struct MechanismAccess;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace jwtauth::inline v0

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace jwtauth::inline v0 {

/// Several issuers at one door: each token is handed to the one mechanism that is configured for the issuer it names,
/// which then verifies it in full, `iss` included. A token of any other issuer is refused with issuerMismatch, before
/// its signature is looked at and without a fetch. Immutable and safe for any number of threads, as the mechanisms are;
/// nothing throws at request time.
class JWTAUTH_EXPORT IssuerRouter {
 public:
  /// Throws ConfigurationError when there is no mechanism, when two have the same issuer, or when one of several
  /// accepts any issuer. A sole mechanism gets every token, whoever it is from.
  explicit IssuerRouter(std::vector<JwtAuthenticationMechanism> mechanisms);

  ~IssuerRouter();
  IssuerRouter(IssuerRouter&&) noexcept;
  IssuerRouter& operator=(IssuerRouter&&) noexcept;

  /// As JwtAuthenticationMechanism has them.
  Result<Principal> authenticate(std::string_view authorization) const noexcept;
  Result<Principal> authenticate(std::span<const std::string_view> authorizationFields) const noexcept;
  Result<Principal> verifyToken(std::string_view token) const noexcept;
  std::string challenge(Error error, std::string_view scope = {}) const;
  Explanation explain(std::string_view authorization) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace jwtauth::inline v0

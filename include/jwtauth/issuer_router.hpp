#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace jwtauth::inline v0 {

/// Accepts tokens of several issuers: each token goes to the one mechanism that is configured for the issuer it names,
/// which then verifies it in full, `iss` included. A token of any other issuer is refused with issuerMismatch, before
/// its signature is looked at and without a fetch. What is no JWT goes to the one mechanism that has a tokenAuthority,
/// if there is one. Immutable and safe for any number of threads, as the mechanisms are;
/// nothing throws at request time.
class JWTAUTH_EXPORT IssuerRouter final : public AuthenticationMechanism {
 public:
  /// Throws ConfigurationError when there is no mechanism, when two have the same issuer, or when one of several that
  /// is not the last accepts any issuer. The last one may: it gets the tokens without `iss`, and no others. A sole
  /// mechanism gets every token, from any issuer.
  explicit IssuerRouter(std::vector<JwtAuthenticationMechanism> mechanisms);

  /// The same without exceptions: the error is what the constructor would have thrown.
  static Result<IssuerRouter, ConfigurationError> create(std::vector<JwtAuthenticationMechanism> mechanisms) noexcept;

  ~IssuerRouter() override;
  /// A router that was moved from still works.
  IssuerRouter(IssuerRouter&&) noexcept;
  IssuerRouter& operator=(IssuerRouter&&) noexcept;

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

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace jwtauth::inline v0

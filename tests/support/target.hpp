#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

namespace jwtauth::tests {

/// A mechanism under attack, and a token that it accepts. Every attack first shows that the honest token passes, then
/// that the altered one is refused with exactly the code given, and that neither the refusal's detail nor the challenge
/// tells anything of the token. A second mechanism, which remembers verified tokens and has just accepted the honest
/// one, must say the same.
class Target {
 public:
  /// A fresh issuer, its default configuration, its default token.
  explicit Target(Algorithm algorithm = Algorithm::ES256) : Target(testing::TokenIssuer(algorithm)) {}
  explicit Target(const testing::TokenIssuer& issuer) : Target(issuer, issuer.config(), issuer.token()) {}
  Target(const testing::TokenIssuer& issuer, JwtAuthenticationConfig config) : Target(issuer, config, issuer.token()) {}
  Target(const testing::TokenIssuer& issuer, JwtAuthenticationConfig config, testing::TokenBuilder honest,
         Clock clock = {});
  /// Keys of a provider in place of the issuer's.
  Target(const testing::TokenIssuer& issuer, std::shared_ptr<KeyProvider> keys);

  const testing::TokenIssuer& issuer() const { return issuer_; }
  const JwtAuthenticationMechanism& mechanism() const { return mechanism_; }

  /// The honest token, to be altered.
  testing::TokenBuilder token() const { return honest_; }

  void refuses(const testing::TokenBuilder& altered, ErrorCode expected) const;
  void refuses(std::string_view altered, ErrorCode expected) const;
  void refusesHeader(std::string_view authorization, ErrorCode expected) const;

  /// For the counterpart of an attack: what looks odd and is good all the same.
  void accepts(const testing::TokenBuilder& altered) const;

 private:
  void requireThatTheHonestPasses() const;
  void requireRefusal(const Result<Principal>& result, std::string_view altered, ErrorCode expected) const;
  void requireSame(const Result<Principal>& fresh, const Result<Principal>& remembering) const;

  testing::TokenIssuer issuer_;
  JwtAuthenticationMechanism mechanism_;
  JwtAuthenticationMechanism remembering_;
  testing::TokenBuilder honest_;
};

/// The bytes that a token of this builder is signed over, and those of its signature.
std::string signingInputOf(const testing::TokenBuilder& token);
std::string signatureOf(const testing::TokenBuilder& token);

/// Of eight characters in a row of the secret, or of what its parts decode to, the first that `text` holds too.
std::optional<std::string> leakOf(std::string_view secret, std::string_view text);

}  // namespace jwtauth::tests

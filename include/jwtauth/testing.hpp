#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/clock.hpp"
#include "jwtauth/config.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/key.hpp"

namespace jwtauth::inline v0::testing {

class TokenIssuer;
class DpopClient;

/// A token in the making. Starts as a valid one of its issuer (iss, sub, aud, iat, exp in an hour; alg, typ, kid) and
/// is changed member by member, even into tokens that no honest issuer would sign. A value type; not thread-safe.
class JWTAUTH_EXPORT TokenBuilder {
 public:
  TokenBuilder(const TokenBuilder&);
  TokenBuilder(TokenBuilder&&) noexcept;
  TokenBuilder& operator=(const TokenBuilder&);
  TokenBuilder& operator=(TokenBuilder&&) noexcept;
  ~TokenBuilder();

  TokenBuilder& claim(std::string_view name, std::string_view value);
  TokenBuilder& claim(std::string_view name, const std::vector<std::string>& values);
  TokenBuilder& claim(std::string_view name, std::initializer_list<std::string_view> values);
  TokenBuilder& claim(std::string_view name, std::same_as<bool> auto value) {
    return claimJson(name, value ? "true" : "false");
  }
  TokenBuilder& claim(std::string_view name, std::integral auto value) requires(!std::same_as<decltype(value), bool>) {
    return claimJson(name, std::to_string(value));
  }
  /// Any JSON value as text; throws std::invalid_argument when it is not JSON.
  TokenBuilder& claimJson(std::string_view name, std::string_view json);
  TokenBuilder& without(std::string_view claim);

  /// Binds the token to the client's key (`cnf.jkt`, RFC 9449 6.1).
  TokenBuilder& boundTo(const DpopClient& client);

  /// Sets `exp` to this long after `iat` (after now when there is no `iat`); may be negative.
  TokenBuilder& expiresIn(std::chrono::seconds lifetime);
  /// Sets what "now" is for this token: `iat` and `exp` move with it, where the token has them.
  TokenBuilder& issuedAt(WallTime now);

  TokenBuilder& header(std::string_view name, std::string_view value);
  TokenBuilder& headerJson(std::string_view name, std::string_view json);
  TokenBuilder& withoutHeader(std::string_view name);

  // Wrong on purpose.
  /// Exactly this text as the payload (or header) before base64url; it is signed even if it is not JSON.
  TokenBuilder& payloadText(std::string text);
  TokenBuilder& headerText(std::string text);
  /// Signed with the issuer's key by another algorithm of its family, and `alg` says so.
  TokenBuilder& signedAs(Algorithm algorithm);
  /// Signed with HMAC, keyed by these bytes, and `alg` names the HMAC algorithm: the key confusion attack.
  TokenBuilder& signedWithSecret(Algorithm hmac, std::string_view secret);
  /// Signed with the key of another issuer; the header stays.
  TokenBuilder& signedBy(const TokenIssuer& other);
  /// One bit of the signature is flipped.
  TokenBuilder& forged();
  /// These bytes as the signature; empty leaves the third part empty.
  TokenBuilder& signature(std::string bytes);

  /// The compact token. Throws std::logic_error for what cannot be signed: by another family's algorithm, or, as
  /// std::invalid_argument, a claim or header member that is not UTF-8 (payloadText and headerText take any bytes).
  std::string sign() const;
  /// "Bearer " and the token.
  std::string bearer() const;
  /// The token base64url-encoded once more, as base64Encoded expects it.
  std::string wrapped() const;
  /// The token with each part padded, as TokenForm::awsAlb expects it; `iss`, `exp` and `client` are to be set in the
  /// header.
  std::string padded() const;

 private:
  friend class TokenIssuer;
  struct State;
  explicit TokenBuilder(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

/// Makes keys and signed tokens for tests of your own handlers. For tests only: its private key is not protected. A
/// cheap handle to copy, safe for any number of threads. Throws std::runtime_error when OpenSSL fails.
class JWTAUTH_EXPORT TokenIssuer {
 public:
  /// With a fresh key for the algorithm (RSA 2048, P-256/384/521, Ed25519, or a random secret).
  explicit TokenIssuer(Algorithm algorithm = Algorithm::RS256, std::string issuer = "https://issuer.test/",
                       std::string audience = "test-api");

  /// With a private key in PEM, or for HMAC the secret's bytes. Throws ConfigurationError when it does not fit.
  static TokenIssuer fromKey(Algorithm algorithm, std::string_view privateKey, std::string issuer,
                             std::string audience);

  Algorithm algorithm() const noexcept;
  const std::string& issuer() const noexcept;
  const std::string& audience() const noexcept;
  const std::string& keyId() const noexcept;

  /// A complete configuration that accepts this issuer's tokens (issuer, audience, algorithm, key).
  JwtAuthenticationConfig config() const;

  /// What config.key takes: the certificate, or for HMAC the secret.
  std::string key() const;
  std::string certificatePem() const;  ///< self-signed, CN is the issuer's host; throws std::logic_error for HMAC
  std::string publicKeyPem() const;    ///< SubjectPublicKeyInfo; throws std::logic_error for HMAC
  std::string privateKeyPem() const;   ///< PKCS#8; throws std::logic_error for HMAC
  std::string jwk() const;             ///< the public JWK, with alg, use and kid (for HMAC: the oct key)
  std::string jwks() const;            ///< a JWK Set of this key alone
  static std::string jwks(std::initializer_list<TokenIssuer> issuers);

  /// A valid token of this subject, to be changed or signed.
  TokenBuilder token(std::string_view subject = "user") const;

 private:
  friend struct IssuerAccess;
  struct Key;
  explicit TokenIssuer(std::shared_ptr<const Key> key) noexcept;
  std::shared_ptr<const Key> key_;
};

/// A client that proves to hold a key (DPoP, RFC 9449), for tests of your own handlers. A cheap handle to copy, safe
/// for any number of threads. Throws std::runtime_error when OpenSSL fails.
class JWTAUTH_EXPORT DpopClient {
 public:
  /// With a fresh key for the algorithm, which is not one of HMAC.
  explicit DpopClient(Algorithm algorithm = Algorithm::ES256);

  /// With a private key in PEM. Throws ConfigurationError when it does not fit the algorithm.
  static DpopClient fromKey(Algorithm algorithm, std::string_view privateKey);

  std::string jwk() const;         ///< the public key, as proofs show it
  std::string thumbprint() const;  ///< of the key (RFC 7638), as `cnf.jkt` of a bound token holds it

  /// A good proof for one request with this token, to be signed with sign() or changed first: header `typ`, `alg`,
  /// `jwk`; claims `jti`, `htm`, `htu`, `iat`, `ath`.
  TokenBuilder proof(std::string_view method, std::string_view url, std::string_view token) const;

 private:
  explicit DpopClient(TokenIssuer key) noexcept;

  TokenIssuer key_;
};

}  // namespace jwtauth::inline v0::testing

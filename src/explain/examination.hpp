#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/request.hpp"
#include "src/json/json_value.hpp"
#include "src/json/strict_json.hpp"
#include "src/keys/key_text.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {

/// The stages as an explanation names them, in order. At `issuer` an IssuerRouter chooses the mechanism; an opaque
/// token has `authority` in place of the three before it.
enum class Stage : std::uint8_t {
  bearer,
  token,
  issuer,
  header,
  key,
  signature,
  authority,
  claims,
  revocation,
  binding,
  principal
};

/// One of the two JSON texts of a token, as far as it can be read. It may be forged.
struct TokenJson {
  std::string text;        ///< decoded; empty when it is not canonical base64url
  bool readable = false;   ///< one strict JSON object
  bool decodable = false;  ///< canonical base64url
  JsonFault fault = JsonFault::none;

  /// What the name or JSON Pointer finds, as findByNameOrPointer does it.
  std::optional<JsonValue> find(std::string_view nameOrPointer) const;
  /// The member of exactly this name, when it is a string.
  std::optional<std::string> string(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> names() const;
};

/// What a closer look at a request finds: the same stages as authenticate(), and, beyond the one that refused, all
/// that can be read of the token. Borrows the request, the configuration and nothing else.
struct Examination {
  explicit Examination(const JwtAuthenticationConfig& of) : config(of) {}

  const JwtAuthenticationConfig& config;
  Error verdict;                   ///< authenticate()'s
  std::optional<Stage> refusedAt;  ///< nothing: accepted
  std::optional<WallTime> now;     ///< nothing when the Clock threw

  std::string_view field;  ///< the beginning of the first Authorization field, without the white space around it
  std::string place;       ///< where the token came, "the cookie `x`"; empty: in no place of tokenFrom
  AuthenticationScheme scheme = AuthenticationScheme::bearer;
  std::size_t tokenSize = 0;  ///< of what follows the scheme
  std::string sent;           ///< that token; empty when there is none, or it is longer than allowed
  std::string compact;        ///< the token without the layer of base64Encoded, where there was one
  std::size_t partCount = 0;  ///< of the compact token
  TokenJson header, payload;
  std::size_t signatureCharacters = 0, signatureBytes = 0;
  bool signatureBegins0x30 = false;  ///< as DER does

  std::size_t proofCount = 0;     ///< DPoP fields
  TokenJson proofHeader, proof;   ///< of the only one
  std::string method;             ///< of the request, as proofs name it; empty: unknown
  std::string url;                ///< the same, in canonical form
  std::string proofUrl;           ///< `htu` in canonical form; empty when it has none
  bool certificateShown = false;  ///< by the client

  std::string_view secretForm;             ///< what the text of a configured secret looks like, "base64"; empty: a text
  Algorithm algorithm = config.algorithm;  ///< the configured one that the header names, else the first
  bool keyFound = false;
  std::optional<CertificateFacts> certificate;
  std::string keyIssuer;  ///< for whom the key says that it signs
  std::vector<std::string> knownKeyIds, skippedKeys, keyWarnings;
  std::vector<KeyDescription> publishedKeys;

  std::vector<std::string> routedIssuers;  ///< of a router that refused at Stage::issuer

  std::optional<Principal> principal;

  /// The part of the token that names issuer, audience and expiry.
  const TokenJson& issuing() const noexcept { return config.tokenForm == TokenForm::awsAlb ? header : payload; }
  /// Since 1970; 0 when the Clock threw.
  double nowSeconds() const noexcept { return now ? now->time_since_epoch().count() : 0; }
  bool reached(Stage stage) const noexcept { return !refusedAt || *refusedAt >= stage; }
  bool passed(Stage stage) const noexcept { return !refusedAt || *refusedAt > stage; }
  bool refusedWith(ErrorCode code) const noexcept { return verdict.code == code; }
};

/// What authenticate() or verifyToken() looked at.
struct Presented {
  Result<Credentials> credentials;
  std::string_view field{};
  std::string place{};
  const Request* request = nullptr;  ///< null: the token came alone
};

/// What a request presents to this configuration.
Presented presentedBy(const Request& request, const JwtAuthenticationConfig& config);

/// Walks the stages once more over what got this verdict. Throws nothing but std::bad_alloc.
Examination examine(const Presented& presented, const Result<Principal>& verdict, const JwtAuthenticationConfig& config,
                    const KeyProvider& keys, const Clock& clock);

/// The same for what a router of these issuers refused before it chose a mechanism. `config` says how the token is
/// read; no key is looked at.
Examination examineUnrouted(const Presented& presented, Error verdict, const JwtAuthenticationConfig& config,
                            std::vector<std::string> issuers);

}  // namespace jwtauth::inline v0

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jwtauth/algorithm.hpp"
#include "jwtauth/result.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// A DPoP proof as it is written (RFC 9449 4.2); nothing of it is proved yet. Borrows the text and the workspace.
struct DpopProof {
  Algorithm algorithm;
  JsonValue key;  ///< `jwk`, an object
  std::string_view signingInput;
  std::span<const unsigned char> signature;

  JsonString id;         ///< `jti`
  JsonString method;     ///< `htm`
  JsonString url;        ///< `htu`
  JsonString tokenHash;  ///< `ath`
  double issuedAt;       ///< `iat`
  std::optional<JsonString> nonce{};
};

inline constexpr std::size_t longestProof = 8 * 1024;

/// Memory that the parts of a proof are decoded into.
struct ProofWorkspace {
  std::string header, payload, signature;
};

/// Reads the value of the DPoP field. Refuses what is no compact JWS with strict JSON inside (proofMalformed), of
/// another type, algorithm or form of key (proofUnsupported), or lacks a member (proofMalformed). Members that are not
/// known are ignored.
Result<DpopProof> readProof(std::string_view field, std::span<const Algorithm> allowed, ProofWorkspace& workspace);

}  // namespace jwtauth::inline v0

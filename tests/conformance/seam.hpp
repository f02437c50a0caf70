#pragma once

#include <string>

#include "jwtauth/key_provider.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::tests {

/// Stages 3 to 5 alone, compact token and keys → payload: for vectors whose payload is no JWT.
inline Result<std::string> payloadOf(std::string_view token, Algorithm algorithm, const KeyProvider& keys) {
  JwsWorkspace workspace;
  auto jws = parseCompactJws(token, {algorithm, ""}, workspace);
  if (!jws) return jws.error();
  const auto key = keys.find(algorithm, jws->keyId);
  if (!key) return key.error();
  const auto verified = verifySignature(*key, jws->signingInput, jws->signature);
  if (!verified) return verified.error();
  return std::string(jws->payload);
}

}  // namespace jwtauth::tests

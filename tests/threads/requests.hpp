#pragma once

#include <openssl/err.h>

#include <string>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {

/// A header, and what has to be answered to it.
struct Request {
  std::string authorization;
  std::string name;  ///< of the principal; empty: a refusal
  ErrorCode code = ErrorCode::none;
};

/// Honest tokens of several users among forged, expired, foreign and broken ones.
inline std::vector<Request> mixedRequests(const testing::TokenIssuer& issuer) {
  const testing::TokenIssuer stranger(issuer.algorithm(), issuer.issuer(), issuer.audience());
  const auto token = [&](const std::string& name) { return issuer.token(name); };
  const std::string mallory = "mallory";
  return {
      {token("ann").bearer(), "ann"},
      {token(mallory).forged().bearer(), "", ErrorCode::signatureInvalid},
      {token("bob").claim("filling", std::string(3000, 'x')).bearer(), "bob"},
      {token(mallory).signedBy(stranger).bearer(), "", ErrorCode::signatureInvalid},
      {token("cleo").bearer(), "cleo"},
      {token(mallory).expiresIn(std::chrono::hours(-1)).bearer(), "", ErrorCode::expired},
      {token("dan").bearer(), "dan"},
      {token(mallory).claim("aud", "another").bearer(), "", ErrorCode::audienceMismatch},
      {token(mallory).header("alg", "none").bearer(), "", ErrorCode::algorithmNotAllowed},
      {token(mallory).signature("short").bearer(), "", ErrorCode::signatureInvalid},
      {"Bearer " + mallory, "", ErrorCode::tokenMalformed},
      {"", "", ErrorCode::credentialsMissing},
  };
}

/// What is wrong with the answer, in words; empty when it is as it has to be.
inline std::string faultOf(const Result<Principal>& who, const Request& request) {
  if (codeOf(who) != nameOf(request.code)) return codeOf(who) + " in place of " + std::string(nameOf(request.code));
  if (who && who->name() != request.name) return "one user's token authenticated another";
  return ERR_peek_error() == 0 ? "" : "OpenSSL's error queue is not clean";
}

}  // namespace jwtauth::tests

// A request goes in, a proof of possession comes out that a client's own key signs.
#include <nlohmann/json.hpp>
#include <utility>

#include "src/testing/issuer_key.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0::testing {

DpopClient::DpopClient(Algorithm algorithm) : key_(algorithm) {}
DpopClient::DpopClient(TokenIssuer key) noexcept : key_(std::move(key)) {}

DpopClient DpopClient::fromKey(Algorithm algorithm, std::string_view privateKey) {
  return DpopClient(TokenIssuer::fromKey(algorithm, privateKey, "", ""));
}

std::string DpopClient::jwk() const {
  auto members = nlohmann::ordered_json::parse(key_.jwk());
  for (const char* name : {"use", "alg", "kid"}) members.erase(name);
  return members.dump();
}

std::string DpopClient::thumbprint() const {
  // RFC 7638 3: members in the order of their names, without white space.
  return encodeBase64Url(sha256Of(nlohmann::json::parse(jwk()).dump()));
}

TokenBuilder DpopClient::proof(std::string_view method, std::string_view url, std::string_view token) const {
  TokenBuilder proof = key_.token();
  proof.withoutHeader("kid").header("typ", "dpop+jwt").headerJson("jwk", jwk());
  for (const char* name : {"iss", "sub", "aud", "exp"}) proof.without(name);
  return proof.claim("jti", encodeBase64Url(randomBytes(16)))
      .claim("htm", method)
      .claim("htu", url)
      .claim("ath", encodeBase64Url(sha256Of(token)));
}

TokenBuilder& TokenBuilder::boundTo(const DpopClient& client) {
  return claimJson("cnf", R"({"jkt":")" + client.thumbprint() + R"("})");
}

}  // namespace jwtauth::inline v0::testing

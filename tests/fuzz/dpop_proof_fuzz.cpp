// The value of a DPoP field: readProof takes exactly the ones that RFC 9449 4.3 lets pass before a key is looked at,
// and hands out what is written there.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "src/possession/dpop_proof.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/reference.hpp"
#include "tests/fuzz/target.hpp"

namespace jwtauth::fuzz {
namespace {

using nlohmann::json;

constexpr std::array allowed{Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256};
constexpr std::array<const char*, 4> allowedNames{"ES256", "EdDSA", "Ed25519", "RS256"};

struct Expected {
  json header, payload;
  std::string signature;
};

bool isText(const json& object, const char* name) {
  return object.contains(name) && object[name].is_string();
}

bool isProofType(std::string type) {
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char one) { return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one; });
  return type == "dpop+jwt" || type == "application/dpop+jwt";
}

bool isGood(const json& header) {
  if (header.contains("crit") || (header.contains("b64") && header["b64"] != true)) return false;
  if (!isText(header, "typ") || !isProofType(header["typ"])) return false;
  if (!isText(header, "alg") || std::count(allowedNames.begin(), allowedNames.end(), header["alg"]) == 0) return false;
  if (!header.contains("jwk") || !header["jwk"].is_object()) return false;
  constexpr std::array<const char*, 8> secret{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
  return std::none_of(secret.begin(), secret.end(), [&](const char* name) { return header["jwk"].contains(name); });
}

bool isGoodPayload(const json& payload) {
  for (const char* name : {"jti", "htm", "htu", "ath"}) {
    if (!isText(payload, name)) return false;
  }
  const std::size_t length = payload["jti"].get<std::string>().size();
  if (length == 0 || length > 256) return false;
  if (!payload.contains("iat") || !payload["iat"].is_number()) return false;
  return !payload.contains("nonce") || payload["nonce"].is_string();
}

std::optional<Expected> expectedOf(std::string text) {
  const auto isBlank = [](char one) { return one == ' ' || one == '\t' || one == '\r' || one == '\n'; };
  while (!text.empty() && isBlank(text.front())) text.erase(text.begin());
  while (!text.empty() && isBlank(text.back())) text.pop_back();
  const std::size_t first = text.find('.'), last = text.rfind('.');
  if (text.size() > 8192 || first == last || text.find('.', first + 1) != last) return std::nullopt;
  const auto header = referenceBase64Url(text.substr(0, first));
  const auto payload = referenceBase64Url(text.substr(first + 1, last - first - 1));
  const auto signature = referenceBase64Url(text.substr(last + 1));
  if (!header || !payload || !signature) return std::nullopt;
  const auto members = referenceObject(*header), claims = referenceObject(*payload);
  if (!members || !claims || !isGood(*members) || !isGoodPayload(*claims)) return std::nullopt;
  return Expected{*members, *claims, *signature};
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto expected = fuzz::expectedOf(text);
  ProofWorkspace workspace;
  const auto proof = readProof(text, fuzz::allowed, workspace);
  fuzz::demand(proof.hasValue() == expected.has_value(), "a proof is taken apart exactly when the standard lets it");
  if (!proof) {
    const ErrorCode code = proof.error().code;
    fuzz::demand(
        code == ErrorCode::proofMalformed || code == ErrorCode::proofUnsupported || code == ErrorCode::proofRepeated,
        "a proof that is not taken apart is refused by one of three codes");
    return 0;
  }
  const auto& claims = expected->payload;
  fuzz::demand(claims["jti"] == proof->id.decoded() && claims["htm"] == proof->method.decoded() &&
                   claims["htu"] == proof->url.decoded() && claims["ath"] == proof->tokenHash.decoded(),
               "the claims are those of the payload");
  fuzz::demand(proof->nonce.has_value() == claims.contains("nonce"), "a nonce is there when the payload has one");
  fuzz::demand(proof->signature.size() == expected->signature.size(), "the signature is the third part");
  return 0;
}

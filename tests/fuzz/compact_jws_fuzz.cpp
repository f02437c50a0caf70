// A byte that chooses a policy, then a token: parseCompactJws accepts exactly the tokens that are three canonical parts
// with a strict header which the policy lets pass, and hands out their bytes; a memo of headers changes nothing.
#include <nlohmann/json.hpp>

#include "src/stages/stages.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/reference.hpp"
#include "tests/fuzz/scenes.hpp"
#include "tests/fuzz/target.hpp"

namespace jwtauth::fuzz {
namespace {

using nlohmann::json;

struct Expected {
  std::string keyId, payload, signature;
};

bool isRequiredType(const json& header, const std::string& required) {
  if (!header.contains("typ")) return false;
  std::string type = header["typ"].get<std::string>();
  for (char& letter : type) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return type == required || type == "application/" + required;
}

bool isAcceptable(const json& header, const HeaderPolicy& policy) {
  if (header.contains("crit") || (header.contains("b64") && header["b64"] != true)) return false;
  if (!header.contains("alg") || header["alg"] != nameOf(policy.algorithm)) return false;
  if (header.contains("kid") && !header["kid"].is_string()) return false;
  if (header.contains("typ") && !header["typ"].is_string()) return false;
  return policy.requiredType.empty() || isRequiredType(header, std::string(policy.requiredType));
}

/// RFC 7515 5.2 by the slow way.
std::optional<Expected> expectedOf(const std::string& token, const HeaderPolicy& policy) {
  const std::size_t first = token.find('.'), last = token.rfind('.');
  if (first == last || token.find('.', first + 1) != last) return std::nullopt;
  const auto headerText = referenceBase64Url(token.substr(0, first));
  const auto payload = referenceBase64Url(token.substr(first + 1, last - first - 1));
  const auto signature = referenceBase64Url(token.substr(last + 1));
  if (!headerText || !payload || !signature) return std::nullopt;
  if (headerText->size() > maxHeaderBytes || signature->size() > maxSignatureBytes) return std::nullopt;
  const auto header = referenceObject(*headerText);
  if (!header || !isAcceptable(*header, policy)) return std::nullopt;
  return Expected{header->value("kid", ""), *payload, *signature};
}

std::string_view textOf(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void demandParts(const std::string& token, const CompactJws& jws, const Expected& expected) {
  demand(jws.signingInput == std::string_view(token).substr(0, token.rfind('.')), "all but the signature is signed");
  demand(jws.headerText == std::string_view(token).substr(0, token.find('.')), "the header's text is the first part");
  demand(jws.keyId == expected.keyId, "the key id is the header's `kid`");
  demand(jws.payload == expected.payload, "the payload is the second part");
  demand(textOf(jws.signature) == expected.signature, "the signature is the third part");
}

void demandDocumented(const Error& error) {
  demand(error.code == ErrorCode::tokenMalformed || error.code == ErrorCode::headerUnsupported ||
             error.code == ErrorCode::typeMismatch || error.code == ErrorCode::algorithmNotAllowed,
         "a token that is not taken apart is refused by one of four codes");
}

/// A header that was accepted is found in the memo, and its token is the same then.
void demandSameByMemo(const std::string& token, const HeaderPolicy& policy, const CompactJws& jws,
                      const Expected& expected) {
  HeaderMemo memo;
  memo.remember(jws.headerText, jws.keyId);
  JwsWorkspace workspace;
  const auto again = parseCompactJws(token, policy, workspace, &memo);
  demand(again.hasValue(), "a header that is remembered is accepted again");
  demandParts(token, *again, expected);
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const fuzz::Input input(data, size);
  const JwtAuthenticationConfig& config = fuzz::sceneOf(input.choice).config;
  const HeaderPolicy policy{config.algorithm, config.requiredType};
  const std::string token(input.text);
  const auto expected = fuzz::expectedOf(token, policy);
  JwsWorkspace workspace;
  const auto jws = parseCompactJws(token, policy, workspace);
  fuzz::demand(jws.hasValue() == expected.has_value(), "a token is taken apart exactly when the standard lets it");
  if (!jws) {
    fuzz::demandDocumented(jws.error());
    return 0;
  }
  fuzz::demandParts(token, *jws, *expected);
  fuzz::demandSameByMemo(token, policy, *jws, *expected);
  return 0;
}

// A token's text goes in, its parts come out: JOSE header (compared with the policy), signing input, payload (decoded,
// not read), signature. Refused: anything but three canonical parts, a header that is not strict JSON, extensions that
// must be understood, another algorithm or type.
#include "src/json/fault_sentence.hpp"
#include "src/json/strict_json.hpp"
#include "src/keys/algorithm_names.hpp"
#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"
#include "src/text/media_type.hpp"
#include "src/text/token_parts.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr Error malformed(std::string_view detail) noexcept {
  return {ErrorCode::tokenMalformed, detail};
}

Result<TokenParts> splitParts(std::string_view token) noexcept {
  const TokenParts parts = partsOf(token);
  if (parts.count < 3) return malformed("not a compact JWS; expected three parts joined by dots");
  // RFC 7515 7.1: exactly two periods; four of them make a JWE.
  if (parts.count > 3) return malformed("more than three parts; expected a signed token, which has three");
  return parts;
}

/// Takes the padding off the parts. One form alone is accepted of them, too.
bool removePadding(TokenParts& parts) noexcept {
  for (std::string_view* part : {&parts.header, &parts.payload, &parts.signature}) {
    if (part->size() % 4 != 0) return false;
    for (int padding = 0; padding < 2 && part->ends_with('='); ++padding) part->remove_suffix(1);
  }
  return true;
}

struct HeaderMembers {
  std::optional<JsonValue> algorithm, keyId, type, base64Payload;
  bool critical = false;
};

Result<HeaderMembers> readHeader(std::string_view json) noexcept {
  HeaderMembers members;
  StrictJsonObject object(json);
  while (const JsonItem* const item = object.next()) {
    if (item->name.equals("alg"))
      members.algorithm = item->value;
    else if (item->name.equals("kid"))
      members.keyId = item->value;
    else if (item->name.equals("typ"))
      members.type = item->value;
    else if (item->name.equals("b64"))
      members.base64Payload = item->value;
    else if (item->name.equals("crit"))
      members.critical = true;
  }
  if (object.fault() != JsonFault::none) return malformed(sentenceOf<"the header is ">(object.fault()));
  return members;
}

/// The algorithm of the policy that `alg` names.
std::optional<Algorithm> allowedAlgorithm(const JsonString& name, const HeaderPolicy& policy) {
  const auto first = algorithmNamed(name, std::span(&policy.algorithm, 1));
  return first ? first : algorithmNamed(name, policy.otherAlgorithms);
}

/// The error, or ErrorCode::none when the header is acceptable; then `algorithm` is the one that it names.
Error compareHeader(const HeaderMembers& members, const HeaderPolicy& policy, Algorithm& algorithm) {
  // RFC 7515 4.1.11: an extension that is not understood means refusal, and this library understands none.
  if (members.critical) return {ErrorCode::headerUnsupported, "the header has `crit`; no extension is supported"};
  // RFC 7797 3: an unencoded payload changes what is signed.
  if (members.base64Payload && members.base64Payload->boolean() != true) {
    return {ErrorCode::headerUnsupported, "the header has `b64` other than true; no extension is supported"};
  }
  const auto name = members.algorithm ? members.algorithm->string() : std::nullopt;
  if (!name) return {ErrorCode::algorithmNotAllowed, "the header's `alg` is missing or not a string"};
  const auto allowed = allowedAlgorithm(*name, policy);
  if (!allowed) return {ErrorCode::algorithmNotAllowed, "the header's `alg` is not the configured algorithm"};
  algorithm = *allowed;
  if (members.keyId && !members.keyId->isString()) {
    return {ErrorCode::headerUnsupported, "the header's `kid` is not a string"};
  }
  if (members.type && !members.type->isString()) {
    return {ErrorCode::headerUnsupported, "the header's `typ` is not a string"};
  }
  if (policy.requiredType.empty()) return {};
  const auto type = members.type ? members.type->string() : std::nullopt;
  if (!type) return {ErrorCode::typeMismatch, "the header has no `typ`; requiredType is configured"};
  const std::string decoded = type->decoded();
  if (!isSameMediaType(decoded, policy.requiredType)) {
    return {ErrorCode::typeMismatch, "the header's `typ` is not the configured requiredType"};
  }
  return {};
}

/// Takes the header's JSON and the key id that it names.
Result<void> acceptHeader(CompactJws& jws, const HeaderPolicy& policy, JwsWorkspace& workspace) {
  const std::string_view text = jws.headerText;
  if (decodedSizeOfBase64Url(text.size()) > workspace.header.size()) {
    return malformed("the header is longer than 8 KiB");
  }
  const auto size = decodeBase64Url(text, workspace.header.data());
  if (!size) return malformed("the header is not canonical base64url");
  jws.header = {reinterpret_cast<const char*>(workspace.header.data()), *size};
  const auto header = readHeader(jws.header);
  if (!header) return header.error();
  if (const Error error = compareHeader(*header, policy, jws.algorithm); error.code != ErrorCode::none) return error;
  if (!header->keyId) return {};
  const JsonString keyId = *header->keyId->string();
  if (keyId.escaped) workspace.keyId = keyId.decoded();
  jws.keyId = keyId.escaped ? std::string_view(workspace.keyId) : keyId.raw;
  return {};
}

}  // namespace

Result<CompactJws> parseCompactJws(std::string_view token, const HeaderPolicy& policy, JwsWorkspace& workspace,
                                   HeaderMemo* memo) {
  const auto split = splitParts(token);
  if (!split) return split.error();
  TokenParts parts = *split;

  CompactJws jws{};
  jws.algorithm = policy.algorithm;
  jws.signingInput = token.substr(0, parts.header.size() + 1 + parts.payload.size());
  if (policy.form == TokenForm::awsAlb && !removePadding(parts)) {
    return malformed("a part is not padded to a multiple of four characters, as tokenForm wants it");
  }
  jws.headerText = parts.header;
  if (memo != nullptr) workspace.knownHeader = memo->find(parts.header);
  if (workspace.knownHeader) {
    jws.keyId = workspace.knownHeader.keyId();
  } else {
    if (const auto accepted = acceptHeader(jws, policy, workspace); !accepted) return accepted.error();
  }

  if (decodedSizeOfBase64Url(parts.signature.size()) > workspace.signature.size()) {
    return malformed("the signature is longer than that of any key");
  }
  const auto signatureSize = decodeBase64Url(parts.signature, workspace.signature.data());
  if (!signatureSize) return malformed("the signature is not canonical base64url");
  jws.signature = std::span<const unsigned char>(workspace.signature.data(), *signatureSize);
  workspace.payload.resize(decodedSizeOfBase64Url(parts.payload.size()));
  const auto payloadSize = decodeBase64Url(parts.payload, reinterpret_cast<unsigned char*>(workspace.payload.data()));
  if (!payloadSize) return malformed("the payload is not canonical base64url");
  workspace.payload.resize(*payloadSize);
  jws.payload = workspace.payload;
  return jws;
}

}  // namespace jwtauth::inline v0

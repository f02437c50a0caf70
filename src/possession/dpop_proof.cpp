// The value of a DPoP field goes in, the members of a proof come out. Refused: what is not a compact JWS of strict
// JSON, another type or algorithm, a key that is missing or shows a private member, a claim that is missing or
// mistyped.
#include "src/possession/dpop_proof.hpp"

#include <algorithm>
#include <array>

#include "src/json/fault_sentence.hpp"
#include "src/json/strict_json.hpp"
#include "src/keys/algorithm_names.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"
#include "src/text/bytes.hpp"
#include "src/text/media_type.hpp"
#include "src/text/token_parts.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestId = 256;

constexpr Error malformed(std::string_view detail) noexcept {
  return {ErrorCode::proofMalformed, detail};
}

constexpr Error unsupported(std::string_view detail) noexcept {
  return {ErrorCode::proofUnsupported, detail};
}

struct Header {
  std::optional<JsonValue> type, algorithm, key, base64Payload;
  bool critical = false;
};

Result<Header> readHeader(std::string_view json) noexcept {
  Header header;
  StrictJsonObject object(json);
  while (const JsonItem* const item = object.next()) {
    if (item->name.equals("typ"))
      header.type = item->value;
    else if (item->name.equals("alg"))
      header.algorithm = item->value;
    else if (item->name.equals("jwk"))
      header.key = item->value;
    else if (item->name.equals("b64"))
      header.base64Payload = item->value;
    else if (item->name.equals("crit"))
      header.critical = true;
  }
  if (object.fault() != JsonFault::none) return malformed(sentenceOf<"the proof's header is ">(object.fault()));
  return header;
}

/// RFC 9449 4.3 (7): by name, for a library that reads keys drops private members without a word.
bool showsPrivateMember(JsonValue key) {
  constexpr std::array<std::string_view, 8> names = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return key.member(name).has_value(); });
}

/// Checks 3 to 5 and 7 of RFC 9449 4.3, and takes what is left.
Result<void> takeHeader(DpopProof& proof, const Header& header, std::span<const Algorithm> allowed) {
  if (header.critical) return unsupported("the proof's header has `crit`; no extension is supported");
  if (header.base64Payload && header.base64Payload->boolean() != true) {
    return unsupported("the proof's header has `b64` other than true; no extension is supported");
  }
  const auto type = header.type ? header.type->string() : std::nullopt;
  if (!type || !isSameMediaType(type->decoded(), "dpop+jwt")) {
    return unsupported("the proof's `typ` is not \"dpop+jwt\"");
  }
  const auto name = header.algorithm ? header.algorithm->string() : std::nullopt;
  const auto algorithm = name ? algorithmNamed(*name, allowed) : std::nullopt;
  if (!algorithm) return unsupported("the proof's `alg` is not one of dpopAlgorithms");
  proof.algorithm = *algorithm;
  if (!header.key || header.key->type() != JsonType::object) return unsupported("the proof's `jwk` is not an object");
  if (showsPrivateMember(*header.key)) return unsupported("the proof's `jwk` shows a private member");
  proof.key = *header.key;
  return {};
}

struct Payload {
  std::optional<JsonValue> id, method, url, tokenHash, issuedAt, nonce;
};

Result<Payload> readPayload(std::string_view json) noexcept {
  Payload payload;
  StrictJsonObject object(json);
  while (const JsonItem* const item = object.next()) {
    if (item->name.equals("jti"))
      payload.id = item->value;
    else if (item->name.equals("htm"))
      payload.method = item->value;
    else if (item->name.equals("htu"))
      payload.url = item->value;
    else if (item->name.equals("ath"))
      payload.tokenHash = item->value;
    else if (item->name.equals("iat"))
      payload.issuedAt = item->value;
    else if (item->name.equals("nonce"))
      payload.nonce = item->value;
  }
  if (object.fault() != JsonFault::none) return malformed(sentenceOf<"the proof's payload is ">(object.fault()));
  return payload;
}

bool takeText(JsonString& to, const std::optional<JsonValue>& from) {
  const auto text = from ? from->string() : std::nullopt;
  if (text) to = *text;
  return text.has_value();
}

Result<void> takePayload(DpopProof& proof, const Payload& payload) {
  if (!takeText(proof.id, payload.id)) return malformed("the proof's `jti` is missing or not a string");
  const std::size_t length = proof.id.decoded().size();
  if (length == 0 || length > longestId) return malformed("the proof's `jti` is empty or longer than 256 bytes");
  if (!takeText(proof.method, payload.method)) return malformed("the proof's `htm` is missing or not a string");
  if (!takeText(proof.url, payload.url)) return malformed("the proof's `htu` is missing or not a string");
  if (!takeText(proof.tokenHash, payload.tokenHash)) return malformed("the proof's `ath` is missing or not a string");
  const auto issuedAt = payload.issuedAt ? payload.issuedAt->number() : std::nullopt;
  if (!issuedAt) return malformed("the proof's `iat` is missing or not a number");
  proof.issuedAt = *issuedAt;
  if (!payload.nonce) return {};
  proof.nonce = payload.nonce->string();
  if (!proof.nonce) return malformed("the proof's `nonce` is not a string");
  return {};
}

}  // namespace

Result<DpopProof> readProof(std::string_view field, std::span<const Algorithm> allowed, ProofWorkspace& workspace) {
  const std::string_view text = trimmed(field);
  if (text.size() > longestProof) return malformed("the proof is longer than 8 KiB");
  // A field that came twice may be joined by a comma on the way; no proof holds one.
  if (text.find(',') != std::string_view::npos) {
    return Error{ErrorCode::proofRepeated, "more than one proof in the DPoP field; expected exactly one"};
  }
  const TokenParts parts = partsOf(text);
  if (parts.count != 3) return malformed("the proof is not a compact JWS; expected three parts joined by dots");
  const auto decode = [](std::string_view part, std::string& to) {
    auto bytes = decodeBase64Url(part);
    if (bytes) to = *std::move(bytes);
    return bytes.has_value();
  };
  if (!decode(parts.header, workspace.header) || !decode(parts.payload, workspace.payload) ||
      !decode(parts.signature, workspace.signature)) {
    return malformed("a part of the proof is not canonical base64url");
  }

  DpopProof proof{.algorithm{},
                  .key = JsonValue({}),
                  .signingInput = text.substr(0, parts.header.size() + 1 + parts.payload.size()),
                  .signature = {bytesOf(workspace.signature), workspace.signature.size()},
                  .id{},
                  .method{},
                  .url{},
                  .tokenHash{},
                  .issuedAt = 0};
  const auto header = readHeader(workspace.header);
  if (!header) return header.error();
  if (const auto taken = takeHeader(proof, *header, allowed); !taken) return taken.error();
  const auto payload = readPayload(workspace.payload);
  if (!payload) return payload.error();
  if (const auto taken = takePayload(proof, *payload); !taken) return taken.error();
  return proof;
}

}  // namespace jwtauth::inline v0

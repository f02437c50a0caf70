// A request and its verdict go in, what a closer look finds comes out: the stages are walked once more, each result is
// kept, and a token that was refused early is read on, unverified. Nothing is refused here.
#include "src/explain/examination.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <utility>

#include "src/configuration/token_places.hpp"
#include "src/keys/key_material.hpp"
#include "src/possession/dpop_proof.hpp"
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"
#include "src/text/http_url.hpp"
#include "src/text/token_parts.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t partsOfJws = 3;
constexpr std::size_t maxFieldBytes = 4096;  // for a header without a token; a token has its own limit

/// Calls what belongs to the application (Clock, KeyProvider): an exception counts as no answer.
template <class Ask>
auto answerOf(Ask ask) -> std::optional<decltype(ask())> {
  try {
    return ask();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (...) {
    return std::nullopt;
  }
}

TokenJson readJson(std::string_view part) {
  TokenJson json;
  auto decoded = decodeBase64Url(part);
  json.decodable = decoded.has_value();
  if (!decoded) decoded = decodeBase64Url(part.substr(0, part.find('=')));  // padded: to be recognised, no more
  if (!decoded) return json;
  json.text = *std::move(decoded);
  json.fault = checkJsonObject(json.text);
  json.readable = json.fault == JsonFault::none;
  return json;
}

void readParts(Examination& found) {
  const TokenParts parts = partsOf(found.compact);
  found.partCount = parts.count;
  if (found.partCount < 2) return;
  found.header = readJson(parts.header);
  if (found.partCount > partsOfJws) return;  // a JWE's second part is not a payload
  found.payload = readJson(parts.payload);
  const auto signature = decodeBase64Url(parts.signature);
  found.signatureCharacters = parts.signature.size();
  found.signatureBytes = signature ? signature->size() : decodedSizeOfBase64Url(parts.signature.size());
  found.signatureBegins0x30 = signature && signature->starts_with('\x30');
}

/// What a proof of possession, if one came, has to fit and says.
void readProof(Examination& found, const Request& request) {
  constexpr std::size_t longestMethod = 64;
  const std::string origin = canonicalOrigin(found.config.publicOrigin).value_or("");
  found.method = request.method.substr(0, longestMethod);
  found.url = canonicalHttpUrl(request.url, origin).value_or("");
  found.certificateShown = !request.clientCertificate.empty() || !request.clientCertificateHash.empty();
  found.proofCount = request.dpop.size();
  if (found.proofCount != 1) return;
  const TokenParts parts = partsOf(trimmed(request.dpop.front().substr(0, longestProof)));
  if (parts.count != partsOfJws) return;
  found.proofHeader = readJson(parts.header);
  found.proof = readJson(parts.payload);
  if (const auto url = found.proof.string("htu")) found.proofUrl = canonicalHttpUrl(*url).value_or("");
}

/// Whether it is the refusal of checkPossession(), which is not asked again.
bool isOfPossession(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::confirmationUnbound:
    case ErrorCode::confirmationMissing:
    case ErrorCode::confirmationMismatch:
    case ErrorCode::proofMissing:
    case ErrorCode::proofRepeated:
    case ErrorCode::proofMalformed:
    case ErrorCode::proofUnsupported:
    case ErrorCode::proofForged:
    case ErrorCode::proofForOtherRequest:
    case ErrorCode::proofForOtherToken:
    case ErrorCode::proofExpired:
    case ErrorCode::proofNonceMissing:
    case ErrorCode::proofReplayed:
    case ErrorCode::proofsUnavailable:
      return true;
    default:
      return false;
  }
}

/// The stages after a token was verified, for the principal last.
Stage walkClaims(Examination& found, std::string_view token, std::string_view payload, std::string_view header) {
  if (!found.now) return Stage::claims;
  if (!checkClaims(payload, found.config, *found.now, header, found.keyIssuer)) return Stage::claims;
  const auto counts = answerOf([&] { return checkRevocation({token, payload}, found.config); });
  return counts && *counts ? Stage::principal : Stage::revocation;
}

Stage walkOpaqueToken(Examination& found) {
  const auto claims = answerOf([&] { return askAuthority(found.sent, *found.config.tokenAuthority); });
  if (!claims || !*claims) {
    const bool isNoToken = claims && claims->error().code == ErrorCode::tokenMalformed;
    return isNoToken ? Stage::token : Stage::authority;
  }
  found.payload.text = ***claims;
  found.payload.fault = checkJsonObject(found.payload.text);
  found.payload.decodable = true;
  found.payload.readable = found.payload.fault == JsonFault::none;
  return walkClaims(found, found.sent, found.payload.text, {});
}

/// Yields the stage that refuses; Stage::principal when none before it does.
Stage walkToken(Examination& found, const KeyProvider& keys) {
  if (found.config.tokenAuthority) return walkOpaqueToken(found);
  if (found.config.base64Encoded) {
    auto unwrapped = unwrapToken(found.sent);
    found.compact = unwrapped ? *std::move(unwrapped) : found.sent;
    readParts(found);
    if (!unwrapped) return Stage::token;
  } else {
    found.compact = found.sent;
    readParts(found);
  }

  const auto workspace = std::make_unique<JwsWorkspace>();
  const auto jws = parseCompactJws(found.compact, headerPolicyOf(found.config), *workspace);
  if (!jws) {
    const bool headerIsAtFault = jws.error().code != ErrorCode::tokenMalformed ||
                                 (found.partCount == partsOfJws && found.header.decodable && !found.header.readable);
    return headerIsAtFault ? Stage::header : Stage::token;
  }

  found.algorithm = jws->algorithm;
  found.knownKeyIds = answerOf([&] { return keys.knownKeyIds(); }).value_or(std::vector<std::string>());
  found.skippedKeys = answerOf([&] { return keys.skipped(); }).value_or(std::vector<std::string>());
  found.keyWarnings = answerOf([&] { return keys.warnings(); }).value_or(std::vector<std::string>());
  found.publishedKeys = answerOf([&] { return keys.describe(); }).value_or(std::vector<KeyDescription>());
  const auto key = answerOf([&] { return keys.find(jws->algorithm, jws->keyId); });
  if (!key || !*key || (*key)->algorithm() != jws->algorithm) return Stage::key;
  found.keyFound = true;
  found.certificate = KeyAccess::of(**key).certificate;
  found.secretForm = KeyAccess::of(**key).secretForm;
  found.keyIssuer = KeyAccess::of(**key).issuer;
  if (!verifySignature(**key, jws->signingInput, jws->signature)) return Stage::signature;

  return walkClaims(found, found.compact, jws->payload, jws->header);
}

class NoKeys final : public KeyProvider {
 public:
  Result<VerificationKey> find(Algorithm, std::string_view) const override {
    return Error{ErrorCode::keyUnknown, "no mechanism is responsible"};
  }
  std::uint64_t generation() const noexcept override { return 0; }
};

/// The stage of an IssuerRouter that refuses with this code.
Stage routingStageOf(ErrorCode code) noexcept {
  if (code == ErrorCode::issuerMismatch) return Stage::issuer;
  return code == ErrorCode::tokenTooLarge || code == ErrorCode::tokenMalformed ? Stage::token : Stage::bearer;
}

}  // namespace

std::optional<JsonValue> TokenJson::find(std::string_view nameOrPointer) const {
  if (!readable) return std::nullopt;
  return findByNameOrPointer(valueOfDocument(text), nameOrPointer);
}

std::optional<std::string> TokenJson::string(std::string_view name) const {
  const auto value = readable ? valueOfDocument(text).member(name) : std::nullopt;
  const auto string = value ? value->string() : std::nullopt;
  if (!string) return std::nullopt;
  return string->decoded();
}

std::optional<double> TokenJson::number(std::string_view name) const {
  const auto value = readable ? valueOfDocument(text).member(name) : std::nullopt;
  return value ? value->number() : std::nullopt;
}

bool TokenJson::has(std::string_view name) const {
  return readable && valueOfDocument(text).member(name).has_value();
}

std::vector<std::string> TokenJson::names() const {
  std::vector<std::string> names;
  if (!readable) return names;
  JsonValue::Items items = valueOfDocument(text).items();
  while (const auto item = items.next()) names.push_back(item->name.decoded());
  return names;
}

Presented presentedBy(const Request& request, const JwtAuthenticationConfig& config) {
  Presented presented{.credentials = openCredentials(request, config), .request = &request};
  if (!request.authorization.empty()) presented.field = trimmed(request.authorization.front().substr(0, maxFieldBytes));
  if (config.tokenFrom.empty()) return presented;
  if (const auto found = findCredentials(request, config.tokenFrom)) presented.place = describe(*found->place);
  return presented;
}

Examination examine(const Presented& presented, const Result<Principal>& verdict, const JwtAuthenticationConfig& config,
                    const KeyProvider& keys, const Clock& clock) {
  Examination found(config);
  found.verdict = verdict.error();
  found.now = answerOf([&] { return clock.wall(); });
  found.field = presented.field;
  found.place = presented.place;
  const auto& credentials = presented.credentials;
  Stage stopped = Stage::bearer;
  if (credentials) {
    found.scheme = credentials->scheme;
    found.tokenSize = credentials->token.size();
    stopped = Stage::token;
    if (limitToken(credentials->token, config.maxTokenBytes)) {
      found.sent = credentials->token;
      stopped = walkToken(found, keys);
    }
  }
  if (presented.request != nullptr) readProof(found, *presented.request);
  if (stopped == Stage::principal && isOfPossession(found.verdict.code)) stopped = Stage::binding;
  if (verdict) {
    found.principal = *verdict;
  } else {
    // What passed all the stages that can be walked again was refused by the last one.
    found.refusedAt = stopped;
  }
  return found;
}

Examination examineUnrouted(const Presented& presented, Error verdict, const JwtAuthenticationConfig& config,
                            std::vector<std::string> issuers) {
  Examination found = examine(presented, verdict, config, NoKeys(), Clock());
  found.refusedAt = routingStageOf(verdict.code);
  found.routedIssuers = std::move(issuers);
  return found;
}

}  // namespace jwtauth::inline v0

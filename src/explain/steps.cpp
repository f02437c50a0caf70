// What a closer look found goes in, the steps of an explanation come out: one sentence a stage.
#include "src/explain/steps.hpp"

#include <algorithm>
#include <cmath>

#include "src/explain/recognition.hpp"
#include "src/json/starred_pointer.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

using Step = Explanation::Step;
using Outcome = Explanation::Outcome;

Outcome outcomeOf(const Examination& found, Stage stage) noexcept {
  if (found.passed(stage)) return Outcome::passed;
  return found.reached(stage) ? Outcome::refused : Outcome::notReached;
}

/// The verdict's own words, then what was seen.
std::string refusal(const Examination& found, const std::string& seen = {}) {
  std::string text(found.verdict.detail);
  if (text.empty()) text = nameOf(found.verdict.code);
  return seen.empty() ? text : text + "; " + seen;
}

Step bearerStep(const Examination& found) {
  if (found.refusedAt == Stage::bearer) return {"", Outcome::refused, refusal(found)};
  const std::string token = "a token of " + counted(found.tokenSize, "byte");
  if (!found.place.empty()) return {"", Outcome::passed, token + " in " + displayed(found.place, 100)};
  return {"", Outcome::passed,
          found.field.empty()
              ? token
              : "the scheme " + std::string(found.scheme == AuthenticationScheme::dpop ? "DPoP" : "Bearer") + " and " +
                    token};
}

std::string sizesOf(const Examination& found) {
  if (found.partCount == 0) {
    return counted(found.tokenSize, "byte") + ", maxTokenBytes is " + std::to_string(found.config.maxTokenBytes);
  }
  if (found.partCount != 3) return counted(found.partCount, "part");
  return std::string(found.config.base64Encoded && found.compact != found.sent ? "unwrapped once, " : "") +
         "3 parts: header " + counted(found.header.text.size(), "byte") + ", payload " +
         counted(found.payload.text.size(), "byte") + ", signature " + counted(found.signatureBytes, "byte");
}

Step tokenStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::token);
  if (outcome == Outcome::notReached) return {"", outcome, ""};
  return {"", outcome, outcome == Outcome::refused ? refusal(found, sizesOf(found)) : sizesOf(found)};
}

/// A header member as it is written: strings in quotes, others by their JSON text.
std::string shown(const TokenJson& json, std::string_view name) {
  const auto value = json.readable ? valueOfDocument(json.text).member(name) : std::nullopt;
  if (!value) return "none";
  const auto string = value->string();
  return string ? inQuotes(string->decoded()) : displayed(value->text(), 60);
}

Step issuerStep(const Examination& found) {
  const std::string configured = "configured: " + listed(found.routedIssuers);
  return {"", Outcome::refused, refusal(found, "iss " + shown(found.issuing(), "iss") + "; " + configured)};
}

std::string headerLine(const Examination& found) {
  if (!found.header.readable) return {};
  std::string line = "alg " + shown(found.header, "alg");
  for (const std::string name : {"typ", "kid", "enc", "crit", "b64"}) {
    if (found.header.has(name)) line += ", " + name + ' ' + shown(found.header, name);
  }
  return line;
}

Step headerStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::header);
  std::string line = headerLine(found);
  if (outcome == Outcome::notReached && !line.empty()) return {"", outcome, "unverified: " + line};
  if (outcome != Outcome::refused) return {"", outcome, line};
  line += (line.empty() ? "expected alg " : "; expected alg ") + listed(algorithmNamesOf(found.config));
  if (!found.config.requiredType.empty()) line += " and typ " + inQuotes(found.config.requiredType);
  return {"", outcome, refusal(found, line)};
}

/// Key id, type, size and algorithms of a published key.
std::string describedKey(const KeyDescription& key) {
  std::string text = (key.keyId.empty() ? "one without kid" : inQuotes(key.keyId)) + " (" + key.type;
  if (!key.curve.empty()) text += ' ' + displayed(key.curve, 20);
  if (key.bits > 0) text += ", " + std::to_string(key.bits) + " bits";
  text += ',';
  for (const Algorithm algorithm : key.algorithms) text += ' ' + std::string(nameOf(algorithm));
  return text + ')';
}

bool isUsable(const KeyDescription& key) {
  return !key.algorithms.empty() && !key.type.empty();
}

/// The published key that the token names, or the only one. Null where the provider publishes none.
const KeyDescription* keyInUse(const Examination& found) {
  const auto keyId = found.header.string("kid");
  const KeyDescription* sole = nullptr;
  std::size_t usable = 0;
  for (const KeyDescription& key : found.publishedKeys) {
    const auto& algorithms = key.algorithms;
    if (!isUsable(key) || std::find(algorithms.begin(), algorithms.end(), found.algorithm) == algorithms.end()) {
      continue;
    }
    if (keyId && key.keyId == *keyId) return &key;
    sole = &key;
    ++usable;
  }
  return usable == 1 ? sole : nullptr;
}

std::string keyLine(const Examination& found) {
  if (!found.certificate) {
    if (const KeyDescription* key = keyInUse(found)) return "the published key " + describedKey(*key);
    return std::string(isHmac(found.algorithm) ? "a secret" : "a public key") + " for " +
           std::string(nameOf(found.algorithm));
  }
  const std::string& name = found.certificate->commonName;
  return "the certificate of " + (name.empty() ? "a subject without a common name" : inQuotes(name)) + ", valid from " +
         found.certificate->notBefore + " to " + found.certificate->notAfter;
}

/// The keys that can be used; by their ids alone where the provider says no more.
std::string knownKeys(const Examination& found) {
  constexpr std::size_t maxKeys = 10;
  std::string text;
  std::size_t count = 0;
  for (const KeyDescription& key : found.publishedKeys) {
    if (!isUsable(key)) continue;
    if (++count <= maxKeys) text += (text.empty() ? "" : ", ") + describedKey(key);
  }
  if (count > maxKeys) text += " and " + std::to_string(count - maxKeys) + " more";
  if (count > 0) return text;
  return found.knownKeyIds.empty() ? "none by name" : listed(found.knownKeyIds);
}

std::string keyIdsLine(const Examination& found) {
  return "the token's kid: " + shown(found.header, "kid") + "; known: " + knownKeys(found);
}

Step keyStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::key);
  switch (outcome) {
    case Outcome::refused:
      return {"", outcome, refusal(found, keyIdsLine(found))};
    case Outcome::notReached:
      return {"", outcome, ""};
    case Outcome::passed:
    case Outcome::remark:
      break;
  }
  return {"", outcome, keyLine(found)};
}

/// What an operator should know about a key that is used.
std::vector<Step> keyRemarks(const Examination& found) {
  std::vector<Step> remarks;
  const auto add = [&](std::string text) { remarks.push_back({"", Outcome::remark, std::move(text)}); };
  if (found.certificate && found.now) {
    const double now = found.nowSeconds();
    const auto begins = static_cast<double>(found.certificate->notBeforeSeconds);
    const auto ends = static_cast<double>(found.certificate->notAfterSeconds);
    if (now > ends) add("the certificate expired " + inWords(now - ends) + " ago; its key is still used");
    if (now < begins) add("the certificate becomes valid in " + inWords(begins - now) + "; its key is still used");
  }
  constexpr std::size_t maxRemarks = 10;
  for (const auto* notes : {&found.keyWarnings, &found.skippedKeys}) {
    for (const std::string& note : *notes) {
      if (remarks.size() == maxRemarks) return remarks;
      add((notes == &found.skippedKeys ? "not used: " : "") + displayed(note, 300));
    }
  }
  return remarks;
}

Step signatureStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::signature);
  if (outcome == Outcome::refused) return {"", outcome, refusal(found)};
  return {"", outcome, outcome == Outcome::passed ? "verifies with this key" : ""};
}

Step authorityStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::authority);
  if (outcome == Outcome::refused) return {"", outcome, refusal(found)};
  return {"", outcome, outcome == Outcome::passed ? "the authorization server says that the token is active" : ""};
}

Step revocationStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::revocation);
  if (outcome == Outcome::refused) return {"", outcome, refusal(found)};
  return {"", outcome, outcome == Outcome::passed ? "the token was not revoked" : ""};
}

std::string rolesLine(const Principal& principal) {
  const auto roles = principal.roles();
  return roles.empty() ? "no roles" : "roles " + listed({roles.begin(), roles.end()});
}

std::string listedOr(const std::vector<std::string>& texts, const char* otherwise) {
  return texts.empty() ? otherwise : listed(texts);
}

std::string shownClaim(const Examination& found, std::string_view name) {
  const auto value = found.payload.find(name);
  if (!value) return "missing";
  const auto string = value->string();
  return string ? inQuotes(string->decoded()) : displayed(value->text(), 60);
}

Step principalStep(const Examination& found) {
  const Outcome outcome = outcomeOf(found, Stage::principal);
  if (found.principal) return {"", outcome, inQuotes(found.principal->name()) + ", " + rolesLine(*found.principal)};
  std::string claims = found.config.usernameClaim + ": " + shownClaim(found, found.config.usernameClaim);
  for (const std::string& claim : rolesClaimsOf(found.config)) {
    claims += ", " + claim + ": " + shownClaim(found, claim.substr(0, placeOfStar(claim)));
  }
  if (found.refusedWith(ErrorCode::scopeInsufficient)) claims += ", scopes: " + listedOr(scopesOf(found), "none");
  claims = displayed(claims, 400);
  if (outcome == Outcome::refused) return {"", outcome, refusal(found, claims)};
  return {"", outcome, found.payload.readable ? "unverified: " + claims : ""};
}

void append(std::vector<Step>& steps, Stage stage, std::vector<Step> more) {
  for (Step& step : more) {
    step.stage = nameOf(stage);
    steps.push_back(std::move(step));
  }
}

}  // namespace

std::string_view nameOf(Stage stage) noexcept {
  switch (stage) {
    case Stage::bearer:
      return "bearer";
    case Stage::token:
      return "token";
    case Stage::issuer:
      return "issuer";
    case Stage::header:
      return "header";
    case Stage::key:
      return "key";
    case Stage::signature:
      return "signature";
    case Stage::authority:
      return "authority";
    case Stage::claims:
      return "claims";
    case Stage::revocation:
      return "revocation";
    case Stage::binding:
      return "binding";
    case Stage::principal:
      return "principal";
  }
  return "";
}

std::vector<Step> stepsOf(const Examination& found) {
  std::vector<Step> steps;
  append(steps, Stage::bearer, {bearerStep(found)});
  append(steps, Stage::token, {tokenStep(found)});
  if (found.refusedAt == Stage::issuer) append(steps, Stage::issuer, {issuerStep(found)});
  if (found.config.tokenAuthority) {
    append(steps, Stage::authority, {authorityStep(found)});
  } else {
    append(steps, Stage::header, {headerStep(found)});
    if (!found.routedIssuers.empty()) return steps;  // the other checks are unknown: no mechanism makes them
    append(steps, Stage::key, {keyStep(found)});
    append(steps, Stage::key, keyRemarks(found));
    append(steps, Stage::signature, {signatureStep(found)});
  }
  append(steps, Stage::claims, claimsStepsOf(found));
  if (!found.config.revocationChecks.empty()) append(steps, Stage::revocation, {revocationStep(found)});
  append(steps, Stage::binding, bindingStepsOf(found));
  append(steps, Stage::principal, {principalStep(found)});
  return steps;
}

}  // namespace jwtauth::inline v0

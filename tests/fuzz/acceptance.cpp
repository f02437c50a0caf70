// An Authorization header that was accepted and the principal it gave go in; nothing comes out when that was right.
#include "tests/fuzz/acceptance.hpp"

#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <algorithm>

#include "src/libcrypto/openssl_handles.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/reference.hpp"
#include "tests/support/openssl_signatures.hpp"

namespace jwtauth::fuzz {
namespace {

using nlohmann::json;
using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool isMac(std::string_view secret, std::string_view message, std::string_view signature) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const auto* made = HMAC(EVP_sha256(), secret.data(), static_cast<LibcryptoSize>(secret.size()), bytesOf(message),
                          message.size(), mac, &size);
  return made != nullptr && signature == std::string_view(reinterpret_cast<const char*>(mac), size);
}

bool isSignature(const testing::TokenIssuer& issuer, std::string_view message, const std::string& signature) {
  const std::string pem = issuer.publicKeyPem();
  const BioHandle memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const PkeyHandle key(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
  const DigestContextHandle context(EVP_MD_CTX_new());
  const bool isEc = issuer.algorithm() == Algorithm::ES256;
  if (isEc && signature.size() != 64) return false;
  const std::string bytes = isEc ? tests::derOfEcdsa(signature) : signature;
  return EVP_DigestVerifyInit(context.get(), nullptr, isEc ? EVP_sha256() : nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytesOf(bytes), bytes.size(), bytesOf(message), message.size()) == 1;
}

/// What follows "Bearer", without the spaces around it.
std::string tokenOf(std::string_view authorization) {
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  demand(authorization.size() > 7 && authorization[6] == ' ', "an accepted header has a scheme of six letters");
  authorization.remove_prefix(7);
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  while (authorization.ends_with(' ')) authorization.remove_suffix(1);
  return std::string(authorization);
}

std::string unwrapped(std::string token) {
  while (token.ends_with('=')) token.pop_back();
  const auto inner = referenceBase64Url(token);
  demand(inner.has_value(), "an accepted token is wrapped in base64url where that is configured");
  return *inner;
}

void demandHeader(const json& header, const Scene& scene) {
  demand(header.contains("alg") && header["alg"] == nameOf(scene.config.algorithm), "`alg` is the configured one");
  demand(!header.contains("crit"), "no accepted token has `crit`");
  demand(!header.contains("b64") || header["b64"] == true, "no accepted token has `b64` other than true");
  demand(!header.contains("kid") || header["kid"].is_string(), "`kid` is a string");
  if (scene.config.requiredType.empty()) return;
  std::string type = header.value("typ", "");
  std::transform(type.begin(), type.end(), type.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
  });
  demand(type == scene.config.requiredType || type == "application/" + scene.config.requiredType,
         "`typ` is the configured one");
}

double dateOf(const json& claims, const char* name) {
  demand(claims[name].is_number(), "an accepted time is a number");
  const double seconds = claims[name].get<double>();
  demand(seconds >= 0 && seconds <= 253402300799, "an accepted time lies between 1970 and 9999");
  return seconds;
}

void demandTimes(const json& claims, const JwtAuthenticationConfig& config, const Principal& who) {
  const auto skew = static_cast<double>(config.clockSkew.count()), now = static_cast<double>(knownTime);
  demand(claims.contains("exp") || config.acceptMissingExpiry, "`exp` is there");
  demand(claims.contains("exp") == who.expiresAt().has_value(), "a principal expires when its token does");
  if (claims.contains("exp")) demand(now < dateOf(claims, "exp") + skew, "an expired token is not accepted");
  if (claims.contains("nbf")) demand(dateOf(claims, "nbf") <= now + skew, "an early token is not accepted");
  if (claims.contains("iat")) demand(dateOf(claims, "iat") <= now + skew, "a token of the future is not accepted");
  if (!config.maxTokenAge) return;
  demand(claims.contains("iat"), "`iat` is there when the age is bounded");
  demand(dateOf(claims, "iat") + static_cast<double>(config.maxTokenAge->count()) + skew >= now,
         "a token that is too old is not accepted");
}

bool names(const json& audience, const std::string& wanted) {
  return audience.is_array() ? std::find(audience.begin(), audience.end(), wanted) != audience.end()
                             : audience == wanted;
}

void demandAudience(const json& claims, const JwtAuthenticationConfig& config) {
  if (config.acceptAnyAudience) return;
  demand(claims.contains("aud"), "`aud` is there");
  const auto named = std::count_if(config.audience.begin(), config.audience.end(),
                                   [&](const std::string& wanted) { return names(claims["aud"], wanted); });
  const auto needed =
      config.audienceMatch == AudienceMatch::all ? static_cast<std::ptrdiff_t>(config.audience.size()) : 1;
  demand(named >= needed, "`aud` names the configured audience");
}

/// A claim as the configuration names it; null when there is none.
json claimOf(const json& claims, const std::string& name) {
  if (!name.starts_with('/')) return claims.value(name, json());
  const json::json_pointer pointer(name);
  return claims.contains(pointer) ? claims[pointer] : json();
}

/// Nothing where a number is among them: it is a role as it is written, and nlohmann forgets how that was.
std::optional<std::vector<std::string>> expectedRoles(const json& claims, const JwtAuthenticationConfig& config) {
  std::vector<std::string> roles;
  const auto add = [&](const std::string& role) {
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  };
  const json listed = config.rolesClaim.empty() ? json() : claimOf(claims, config.rolesClaim);
  demand(listed.is_null() || listed.is_array(), "roles are an array");
  const auto isOther = [](const json& role) { return role.is_structured() || role.is_null(); };
  if (std::none_of(listed.begin(), listed.end(), isOther)) {
    for (const json& role : listed) {
      if (role.is_number()) return std::nullopt;
      add(role.is_string() ? role.get<std::string>() : role.dump());
    }
  }
  for (const std::string& role : config.fixedRoles) add(role);
  return roles;
}

void demandPrincipal(const json& claims, const JwtAuthenticationConfig& config, const Principal& who) {
  const json name = claimOf(claims, config.usernameClaim);
  demand(name.is_string() && name.get<std::string>() == who.name() && !who.name().empty(),
         "a principal has the name that its token gives");
  demand(std::none_of(who.name().begin(), who.name().end(),
                      [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; }),
         "a name holds no control characters");
  const auto roles = expectedRoles(claims, config);
  demand(!roles || std::ranges::equal(who.roles(), *roles), "a principal has its token's roles");
}

}  // namespace

void demandRightlyAccepted(const Scene& scene, std::string_view authorization, const Principal& who) {
  const JwtAuthenticationConfig& config = scene.config;
  const std::string outer = tokenOf(authorization);
  demand(outer.size() <= config.maxTokenBytes, "an accepted token is no longer than allowed");
  const std::string token = config.base64Encoded ? unwrapped(outer) : outer;
  const std::size_t first = token.find('.'), last = token.rfind('.');
  demand(first != last && token.find('.', first + 1) == last, "an accepted token has three parts");

  const auto header = referenceBase64Url(token.substr(0, first));
  const auto payload = referenceBase64Url(token.substr(first + 1, last - first - 1));
  const auto signature = referenceBase64Url(token.substr(last + 1));
  demand(header && payload && signature, "the parts of an accepted token are canonical base64url");
  const std::string message = token.substr(0, last);
  demand(isHmac(config.algorithm) ? isMac(scene.issuer.key(), message, *signature)
                                  : isSignature(scene.issuer, message, *signature),
         "an accepted token is signed by the issuer");

  const auto headerObject = referenceObject(*header), claims = referenceObject(*payload);
  demand(headerObject && claims, "header and payload of an accepted token are strict JSON");
  demand(who.claimsText() == *payload, "a principal has the claims of its token");
  demandHeader(*headerObject, scene);
  demandTimes(*claims, config, who);
  demand(config.acceptAnyIssuer || (claims->contains("iss") && (*claims)["iss"] == config.issuer), "`iss` is ours");
  demandAudience(*claims, config);
  demand(config.acceptUnboundConfirmation || !claims->contains("cnf"), "a token bound to a key is not accepted");
  demandPrincipal(*claims, config, who);
}

}  // namespace jwtauth::fuzz

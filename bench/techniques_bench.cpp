// What each technique of the fast path is worth: the way most libraries go beside ours, in one program and in turns.
// The names are TECHNIQUE/ALGORITHM or part/off or on: which way.
#include <openssl/evp.h>
#include <nlohmann/json.hpp>

#include <array>
#include <memory>

#include "bench/fresh_contexts.hpp"
#include "bench/interleaved.hpp"
#include "bench/tokens.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::bench {
namespace {

using testing::TokenIssuer;

std::string_view partOf(std::string_view token, int number) {
  for (; number > 0; --number) token.remove_prefix(token.find('.') + 1);
  return token.substr(0, token.find('.'));
}

/// A context for each token, as EVP_DigestVerifyInit or HMAC() make one, beside those that are kept.
void addContexts(Algorithm algorithm) {
  const TokenIssuer issuer(algorithm);
  const std::string token = auth0Token(issuer).sign();
  const std::string input = token.substr(0, token.rfind('.'));
  const std::string signature = decodeBase64Url(partOf(token, 2)).value();
  const std::string name = "prepared contexts/" + std::string(nameOf(algorithm));
  const auto fresh = std::make_shared<FreshContexts>(issuer);
  measureInOneAndTwoThreads(name + "/off: one made for each token", [=] { return fresh->verify(input, signature); });
  const auto key = VerificationKey::fromText(algorithm, issuer.key());
  measureInOneAndTwoThreads(name + "/on: kept in a pool", [=] {
    return verifySignature(key, input, {reinterpret_cast<const unsigned char*>(signature.data()), signature.size()})
        .hasValue();
  });
}

void addHeaderMemo() {
  const TokenIssuer issuer(Algorithm::RS256);
  const std::string token = auth0Token(issuer).sign();
  const HeaderPolicy policy{Algorithm::RS256, ""};
  measure("header memo/parse/off: every header read", [=] {
    JwsWorkspace workspace;
    return parseCompactJws(token, policy, workspace).hasValue();
  });
  const auto memo = std::make_shared<HeaderMemo>();
  memo->remember(partOf(token, 0), issuer.keyId());
  measure("header memo/parse/on: known by its text", [=] {
    JwsWorkspace workspace;
    return parseCompactJws(token, policy, workspace, memo.get()).hasValue();
  });
}

bool acceptedByNlohmann(const std::string& payload) {
  const auto claims = nlohmann::json::parse(payload, nullptr, false);
  if (claims.is_discarded()) return false;
  const auto now = std::chrono::system_clock::now().time_since_epoch() / std::chrono::seconds(1);
  return claims.at("exp").get<std::int64_t>() > now && claims.at("iat").get<std::int64_t>() <= now &&
         claims.at("iss") == expectedIssuer && claims.at("aud") == expectedAudience &&
         !claims.at("email").get_ref<const std::string&>().empty() && claims.at(rolesClaim).size() == roleCount;
}

void addScanner() {
  const TokenIssuer issuer(Algorithm::HS256, expectedIssuer, expectedAudience);
  const std::string payload = decodeBase64Url(partOf(auth0Token(issuer).sign(), 1)).value();
  measure("payload scanner/claims/off: a document of nlohmann", [=] { return acceptedByNlohmann(payload); });
  const auto config = std::make_shared<const JwtAuthenticationConfig>(auth0Config(issuer));
  measure("payload scanner/claims/on: read once, in place",
          [=] { return checkClaims(payload, *config, std::chrono::system_clock::now()).hasValue(); });
}

bool decodedByOpenssl(std::string_view text, unsigned char* output) {
  std::string padded(text);
  for (char& one : padded) one = one == '-' ? '+' : one == '_' ? '/' : one;
  padded.append((4 - padded.size() % 4) % 4, '=');
  return EVP_DecodeBlock(output, reinterpret_cast<const unsigned char*>(padded.data()),
                         static_cast<int>(padded.size())) > 0;
}

void addBase64Url() {
  const TokenIssuer issuer(Algorithm::HS256, expectedIssuer, expectedAudience);
  const std::string token = auth0Token(issuer).sign();
  const std::string text(partOf(token, 1));
  const auto output = std::make_shared<std::array<unsigned char, 1024>>();
  measure("base64url/payload/off: EVP_DecodeBlock", [=] { return decodedByOpenssl(text, output->data()); });
  measure("base64url/payload/on: by table", [=] { return decodeBase64Url(text, output->data(), nullptr).has_value(); });
  for (const Base64UrlKernel& kernel : usableBase64UrlKernels()) {
    measure(std::string("base64url/payload/on: ") + kernel.name,
            [=, &kernel] { return decodeBase64Url(text, output->data(), &kernel).has_value(); });
  }
}

void addVerdictCache(Algorithm algorithm) {
  const TokenIssuer issuer(algorithm, expectedIssuer, expectedAudience);
  const std::string header = auth0Token(issuer).bearer();
  const std::string name = "verdict cache/" + std::string(nameOf(algorithm));
  JwtAuthenticationConfig config = auth0Config(issuer);
  const auto add = [&](const char* way) {
    const auto auth = std::make_shared<const JwtAuthenticationMechanism>(config);
    measureInOneAndTwoThreads(name + way, [=] { return auth->authenticate(header).hasValue(); });
  };
  add("/off: verified each time");
  config.verdictCacheEntries = 1000;
  add("/on: remembered");
}

void addAll() {
  constexpr std::array algorithms = {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256,
                                     Algorithm::EdDSA};
  for (const Algorithm algorithm : algorithms) addContexts(algorithm);
  addHeaderMemo();
  addScanner();
  addBase64Url();
  for (const Algorithm algorithm : algorithms) addVerdictCache(algorithm);
}

}  // namespace
}  // namespace jwtauth::bench

int main(int count, char** arguments) {
  return jwtauth::bench::runInterleaved(count, arguments, jwtauth::bench::addAll);
}

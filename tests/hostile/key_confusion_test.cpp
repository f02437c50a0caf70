// The public key taken for an HMAC secret. CVE-2016-10555, CVE-2022-29217, CVE-2024-33663, CVE-2026-22817; and its
// permanent form, a public key configured as the secret: CVE-2023-48223, CVE-2026-34950.
#include "tests/support/algorithms.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/openssl_keys.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// Everything public that an attacker could key an HMAC with.
std::vector<std::string> publicTextsOf(const TokenIssuer& issuer) {
  const std::string certificate = issuer.certificatePem(), key = issuer.publicKeyPem();
  std::vector<std::string> texts;
  for (const std::string& pem : {certificate, key}) {
    const std::string base64 = withoutArmor(pem);
    texts.insert(texts.end(), {pem, pem.substr(0, pem.size() - 1), base64, bytesOfBase64(base64)});
  }
  texts.insert(texts.end(), {issuer.jwk(), issuer.jwks()});
  return texts;
}

TEST_CASE("a token keyed with the public key's text is refused by every asymmetric algorithm") {
  for (const Algorithm algorithm : asymmetricAlgorithms) {
    CAPTURE(nameOf(algorithm));
    const Target target(algorithm);
    for (const std::string& text : publicTextsOf(target.issuer())) {
      for (const Algorithm hmac : {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512}) {
        target.refuses(target.token().signedWithSecret(hmac, text), ErrorCode::algorithmNotAllowed);
      }
      target.refuses(target.token().signedWithSecret(Algorithm::HS256, text).header("alg", nameOf(algorithm)),
                     ErrorCode::signatureInvalid);
    }
  }
}

bool isText(const std::string& text) {
  return text.find('\0') == std::string::npos;
}

TEST_CASE("a public key is refused as an HMAC secret, whatever comes before it") {
  JwtAuthenticationConfig config = TokenIssuer(Algorithm::HS256).config();
  REQUIRE(refusalOf([&] { return JwtAuthenticationMechanism(config); }).empty());
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA}) {
    CAPTURE(nameOf(algorithm));
    for (const std::string& text : publicTextsOf(TokenIssuer(algorithm))) {
      for (const std::string before : {"", " ", "\n\t ", "\r\n", "\v", "\f", "\u00a0", "\u2028", "\uFEFF"}) {
        if (!before.empty() && !isText(text)) continue;  // DER has nothing to hide behind
        CAPTURE(text.substr(0, 40), before.size());
        config.key = before + text;
        CHECK(refusalOf([&] { return JwtAuthenticationMechanism(config); }).starts_with("key: "));
      }
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests

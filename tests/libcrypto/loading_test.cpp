// Every call into libcrypto that the loading of keys makes fails in its turn. What comes out is std::bad_alloc, a
// ConfigurationError, or a key that works as if nothing had happened; never a key that was to be refused.
#include <new>
#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "tests/faults/server.hpp"
#include "tests/libcrypto/each_call.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/altered_keys.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

constexpr std::array voices = {Voice::silent, Voice::outOfMemory, Voice::internalError};

/// What was made, or nothing when it was refused in one of the two ways that are promised.
template <class Make>
auto madeOrRefused(CallFailure& failure, Make make) -> std::optional<decltype(make())> {
  try {
    auto made = make();
    failure.stop();
    return made;
  } catch (const std::bad_alloc&) {
    failure.stop();
  } catch (const ConfigurationError&) {
    failure.stop();
  }
  return std::nullopt;
}

/// Every form in which the issuer's key can be written.
std::vector<std::string> formsOf(const TokenIssuer& issuer) {
  if (isHmac(issuer.algorithm())) return {issuer.key()};
  std::vector<std::string> forms = {issuer.certificatePem(), issuer.publicKeyPem(),
                                    withoutArmor(issuer.publicKeyPem())};
  if (issuer.algorithm() == Algorithm::RS256) {
    forms.push_back(rsaPublicKeyPem(issuer.privateKeyPem()));
  }
  return forms;
}

TEST_CASE("a key during whose loading libcrypto fails is refused, or verifies like any other") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    for (const std::string& form : formsOf(issuer)) {
      for (const Voice voice : voices) {
        failEachCall(std::string(nameOf(algorithm)) + ", key", voice, [&](std::size_t number) {
          JwtAuthenticationConfig config = issuer.config();
          config.key = form;
          CallFailure failure(number, voice);
          const auto auth = madeOrRefused(failure, [&] { return JwtAuthenticationMechanism(std::move(config)); });
          CHECK((auth || failure.hasFailed()));
          if (auth) requireService(*auth, requests);
          return failure.function();
        });
      }
    }
  }
}

TEST_CASE("a key that is to be refused is refused while libcrypto fails, too") {
  const TokenIssuer rsa(Algorithm::RS256), p384(Algorithm::ES384);
  const std::string smallOrder = standardBase64Of(bytesOfHex("302a300506032b6570032100") + std::string(32, '\0'));
  const std::string ofUnknownKey = certificateWithKey(p384, bytesOfHex("3013300b0609608648016503040311030400010203"));
  struct BadKey {
    Algorithm algorithm;
    std::string text;
  };
  const std::vector<BadKey> badKeys = {{Algorithm::RS256, rsaPublicKeyOf(1024, 65537)},
                                       {Algorithm::PS256, rsaPublicKeyOf(2048, 1)},
                                       {Algorithm::ES256, p384.publicKeyPem()},
                                       {Algorithm::ES256, rsa.certificatePem()},
                                       {Algorithm::ES256, standardBase64Of(ofUnknownKey)},
                                       {Algorithm::EdDSA, smallOrder},
                                       {Algorithm::RS256, withoutArmor(rsa.privateKeyPem())},
                                       {Algorithm::HS256, bytesOfBase64(withoutArmor(rsa.publicKeyPem()))},
                                       {Algorithm::HS256, withoutArmor(rsa.certificatePem())}};
  for (const BadKey& bad : badKeys) {
    for (const Voice voice : {Voice::silent, Voice::outOfMemory}) {
      failEachCall(std::string(nameOf(bad.algorithm)) + ", to be refused", voice, [&](std::size_t number) {
        CallFailure failure(number, voice);
        const auto key = madeOrRefused(failure, [&] { return VerificationKey::fromText(bad.algorithm, bad.text); });
        CAPTURE(std::string(failure.function()));
        CHECK(!key);
        return failure.function();
      });
    }
  }
}

std::string jwksOfAllTypes(const std::vector<TokenIssuer>& issuers) {
  nlohmann::json keys = nlohmann::json::array();
  for (const TokenIssuer& issuer : issuers) {
    nlohmann::json jwk = nlohmann::json::parse(issuer.jwk());
    if (issuer.algorithm() == Algorithm::ES384) jwk["x5c"] = {withoutArmor(issuer.certificatePem())};
    keys.push_back(jwk);
  }
  const TokenIssuer& rsa = issuers.front();
  const std::string forPss = certificateWithKey(rsa, pssKeyOf(rsa, ""));
  keys.push_back({{"kty", "RSA"}, {"kid", "certified"}, {"x5c", {withoutArmor(rsa.certificatePem())}}});
  keys.push_back({{"kty", "RSA"}, {"kid", "for PSS"}, {"x5c", {standardBase64Of(forPss)}}});
  return nlohmann::json{{"keys", keys}}.dump();
}

TEST_CASE("a key set during whose loading libcrypto fails is refused, or every key in it is its issuer's") {
  const std::vector<TokenIssuer> issuers = {TokenIssuer(Algorithm::RS256), TokenIssuer(Algorithm::ES256),
                                            TokenIssuer(Algorithm::ES384), TokenIssuer(Algorithm::EdDSA),
                                            TokenIssuer(Algorithm::HS256)};
  const std::string text = jwksOfAllTypes(issuers);
  for (const Voice voice : voices) {
    failEachCall("JWK Set", voice, [&](std::size_t number) {
      CallFailure failure(number, voice);
      const auto keys = madeOrRefused(failure, [&] { return parseJwks(text, everyAlgorithm); });
      CAPTURE(std::string(failure.function()));
      CHECK((keys || failure.hasFailed()));
      for (std::size_t i = 0; keys && i < issuers.size(); ++i) {
        JwtAuthenticationConfig config = issuers[i].config();
        config.key.clear();
        const JwtAuthenticationMechanism auth(config, *keys);
        const std::string code = codeOf(auth.authenticate(Requests(issuers[i]).honest));
        CHECK((code == "none" || (failure.hasFailed() && code == "keyUnknown")));
        CHECK(codeOf(auth.authenticate(Requests(issuers[i]).forged)) != "none");
      }
      return failure.function();
    });
  }
}

TEST_CASE("a JWK whose certificate holds another key is not used while libcrypto fails, either") {
  const TokenIssuer one(Algorithm::RS256), other(Algorithm::RS256);
  nlohmann::json jwk = nlohmann::json::parse(one.jwk());
  jwk["x5c"] = {withoutArmor(other.certificatePem())};
  for (const Voice voice : voices) {
    failEachCall("mismatched JWK", voice, [&](std::size_t number) {
      CallFailure failure(number, voice);
      const auto keys = madeOrRefused(failure, [&] { return parseJwks(jwk.dump(), everyAlgorithm); });
      CAPTURE(std::string(failure.function()));
      CHECK(!keys);
      return failure.function();
    });
  }
}

}  // namespace
}  // namespace jwtauth::tests

// Every allocation of a construction fails in its turn. What comes out is std::bad_alloc, a ConfigurationError, or
// something that works as if nothing had happened; never something that checks less.
#include <algorithm>
#include <cstdio>
#include <new>

#include "jwtauth/config_json.hpp"
#include "jwtauth/jwks.hpp"
#include "tests/faults/server.hpp"
#include "tests/faults/shortage.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/config_text.hpp"
#include "tests/support/libcrypto.hpp"
#include "tests/support/openssl_keys.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// BoringSSL ends the process when memory runs out while it reads a certificate.
constexpr bool isCertificateReadInShortage = libcrypto != Libcrypto::boringssl;

/// What was made, or nothing when it was refused in one of the two ways that are promised.
template <class Make>
auto madeInShortage(AllocationMeter& meter, Make make) -> std::optional<decltype(make())> {
  try {
    auto made = make();
    meter.stop();
    return made;
  } catch (const std::bad_alloc&) {
    meter.stop();
  } catch (const ConfigurationError&) {
    meter.stop();
  }
  CHECK(meter.hasFailed());
  return std::nullopt;
}

/// The base64 of the issuer's certificate without line breaks, as `x5c` has it.
std::string certificateLine(const TokenIssuer& issuer) {
  std::string line = withoutArmor(issuer.certificatePem());
  line.erase(std::remove(line.begin(), line.end(), '\n'), line.end());
  return line;
}

TEST_CASE("a mechanism for which memory runs out throws, or verifies like any other") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    failEachAllocation(std::string(nameOf(algorithm)) + ", mechanism", [&](auto number, Shortage shortage) {
      JwtAuthenticationConfig config = issuer.config();
      if (!isCertificateReadInShortage && !isHmac(algorithm)) config.key = issuer.publicKeyPem();
      AllocationMeter meter(number, shortage);
      const auto auth = madeInShortage(meter, [&] { return JwtAuthenticationMechanism(std::move(config)); });
      if (auth) requireService(*auth, requests);
      return meter.hasFailed();
    });
  }
}

TEST_CASE("a configuration for which memory runs out throws, or has every setting") {
  const std::string json = R"({"jwtAuthenticationMechanism": {
    "algorithm": "HS256", "key": "a secret that is longer than thirty-two bytes", "issuer": "https://issuer.test/tenant",
    "audience": ["an audience longer than its string", "another"], "usernameClaim": "https://issuer.test/name",
    "rolesClaim": "https://issuer.test/roles", "fixedRoles": ["a role longer than its string"], "clockSkew": 5}})";
  const std::string expected = textOf(configFromJson(json));
  failEachAllocation("configFromJson", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    const auto config = madeInShortage(meter, [&] { return configFromJson(json); });
    if (config) CHECK(textOf(*config) == expected);
    return meter.hasFailed();
  });
}

TEST_CASE("a configuration that is refused while memory runs out is refused all the same") {
  failEachAllocation("configFromJson, refused", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    bool isMade = true;
    try {
      (void)configFromJson(R"({"jwtAuthenticationMechanism": {"isuer": "https://issuer.test/"}})");
    } catch (const std::bad_alloc&) {
      isMade = false;
    } catch (const ConfigurationError&) {
      isMade = false;
    }
    meter.stop();
    CHECK(!isMade);
    return meter.hasFailed();
  });
}

TEST_CASE("a key set for which memory runs out throws, and blames no key for it") {
  const TokenIssuer first(Algorithm::ES256), second(Algorithm::RS256), third(Algorithm::EdDSA);
  const std::string text = TokenIssuer::jwks({first, second, third});
  const std::array allowed = {Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA};
  failEachAllocation("parseJwks", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    std::shared_ptr<KeyProvider> keys;
    try {
      keys = parseJwks(text, allowed);
    } catch (const std::bad_alloc&) {
    }
    meter.stop();
    CHECK((keys || meter.hasFailed()));
    for (const std::string& skipped : keys ? keys->skipped() : std::vector<std::string>()) {
      // Where libcrypto has no memory for the name of a hash it says that the key forbids the hash.
      CHECK_THAT(skipped, Contains("a key that " + libcryptoName + " cannot use for algorithm RS256"));
    }
    return meter.hasFailed();
  });
}

TEST_CASE("a key set with certificates and secrets for which memory runs out throws, or every key in it is right") {
  if (!isCertificateReadInShortage) return;
  const TokenIssuer certified(Algorithm::RS256), secret(Algorithm::HS256);
  const std::string text = R"({"keys":[{"kty":"RSA","kid":")" + certified.keyId() + R"(","x5c":[")" +
                           certificateLine(certified) + "\"]}," + secret.jwk() + "]}";
  const std::array allowed = {Algorithm::RS256, Algorithm::HS256};
  failEachAllocation("parseJwks, x5c and oct", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    const auto keys = madeInShortage(meter, [&] { return parseJwks(text, allowed); });
    for (const TokenIssuer& issuer : {certified, secret}) {
      if (!keys) break;
      JwtAuthenticationConfig config = issuer.config();
      config.key.clear();
      const JwtAuthenticationMechanism auth(config, *keys);
      const Requests requests(issuer);
      const std::string code = codeOf(auth.authenticate(requests.honest));
      CHECK((code == "none" || (meter.hasFailed() && code == "keyUnknown")));
      CHECK(codeOf(auth.authenticate(requests.forged)) != "none");
    }
    return meter.hasFailed();
  });
}

}  // namespace
}  // namespace jwtauth::tests

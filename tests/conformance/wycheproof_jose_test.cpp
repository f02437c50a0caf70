// Wycheproof's vectors for JSON Web Signature, Key and Encryption: token and JWK, at the seam before claims. A valid
// token must verify under exactly one of the thirteen algorithms, an invalid one under none.
#include "jwtauth/jwks.hpp"
#include "tests/conformance/seam.hpp"
#include "tests/conformance/wycheproof.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;

std::shared_ptr<KeyProvider> keysOf(const json& group) {
  try {
    return parseJwks(group.contains("public") ? group["public"].dump() : group["private"].dump(), everyAlgorithm);
  } catch (const ConfigurationError&) {
    return nullptr;
  }
}

int acceptingAlgorithms(const json& group, const std::string& token) {
  const auto keys = keysOf(group);
  int accepting = 0;
  for (const Algorithm algorithm : everyAlgorithm) {
    if (keys && payloadOf(token, algorithm, *keys)) ++accepting;
  }
  return accepting;
}

void agrees(const std::string& file, std::initializer_list<int> skipped) {
  WycheproofFile(file, skipped).run([&](const json& group, const json& vector) {
    CAPTURE(vector["tcId"].get<int>(), vector["comment"].get<std::string>());
    const int expected = vector["result"] == "valid" ? 1 : 0;
    CHECK(acceptingAlgorithms(group, vector["jws"].get<std::string>()) == expected);
  });
}

// 367 and 370 are the same text as 357, which is valid; 372 and 373 take a `?` inside base64url for valid; 346, 347,
// 350 and 351 are of another algorithm than the `alg` of their key (PS384 and PS256, ES512 and "ES521").
TEST_CASE("Wycheproof agrees on JSON Web Signature") {
  agrees("json_web_signature", {346, 347, 350, 351, 367, 370, 372, 373});
}

// 1 and 4 are ambiguous by their own flag (a set of several types, a key id used twice); 7 is a key with the weakness
// of one maker's chip (ROCA), which only its own test would find.
TEST_CASE("Wycheproof agrees on JSON Web Key") {
  agrees("json_web_key", {1, 4, 7});
}

TEST_CASE("Wycheproof's JSON Web Encryption tokens are refused by every algorithm, before a key is asked for") {
  WycheproofFile("json_web_encryption").run([](const json&, const json& vector) {
    CAPTURE(vector["tcId"].get<int>(), vector["comment"].get<std::string>());
    const json& jwe = vector["jwe"];
    const std::string token = jwe.is_string() ? jwe.get<std::string>() : jwe.dump();
    JwsWorkspace workspace;
    for (const Algorithm algorithm : everyAlgorithm) {
      CHECK(codeOf(parseCompactJws(token, {algorithm, ""}, workspace)) == "tokenMalformed");
    }
  });
}

}  // namespace
}  // namespace jwtauth::tests

// Encrypted tokens, and what they make others compute: key derivation with millions of rounds, decompression.
// CVE-2022-36083, CVE-2024-28176.
#include <chrono>

#include "src/text/base64url.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/processor_time.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

std::string jwe(const std::string& header) {
  return encodeBase64Url(header) + ".ZW5jcnlwdGVkLWtleQ.aXY.Y2lwaGVydGV4dA.dGFn";
}

TEST_CASE("five parts are refused for their number, before any of them is decoded") {
  const Target target;
  for (const char* header :
       {R"({"alg":"dir","enc":"A256GCM"})", R"({"alg":"RSA-OAEP","enc":"A128CBC-HS256"})",
        R"({"alg":"PBES2-HS256+A128KW","p2c":2147483647,"p2s":"c2FsdA","enc":"A128GCM"})",
        R"({"alg":"dir","enc":"A256GCM","zip":"DEF"})", R"({"alg":"ES256","enc":"A256GCM"})", "not JSON"}) {
    CAPTURE(header);
    const std::string token = jwe(header);
    target.refuses(token, ErrorCode::tokenMalformed);
    AllocationMeter meter;
    const auto refused = target.mechanism().verifyToken(token);
    meter.stop();
    CHECK(codeOf(refused) == "tokenMalformed");
    CHECK(meter.allocations() == 0);
  }
}

TEST_CASE("a thousand of them take less than a second of a processor") {
  const Target target;
  const std::string token = jwe(R"({"alg":"PBES2-HS512+A256KW","p2c":2147483647,"p2s":"c2FsdA","enc":"A128GCM"})");
  target.refuses(token, ErrorCode::tokenMalformed);
  const auto start = processorTime();
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(target.mechanism().verifyToken(token));
  CHECK(processorTime() - start < std::chrono::seconds(1));
}

TEST_CASE("encryption algorithms in a signed token's header are refused") {
  const Target target;
  for (const char* name : {"dir", "RSA-OAEP", "RSA1_5", "A256KW", "PBES2-HS256+A128KW", "ECDH-ES"}) {
    CAPTURE(name);
    target.refuses(target.token().header("alg", name).header("enc", "A256GCM"), ErrorCode::algorithmNotAllowed);
    target.refuses(target.token().header("alg", name).headerJson("p2c", "2147483647"), ErrorCode::algorithmNotAllowed);
  }
}

TEST_CASE("a nested token is not unpacked") {
  const Target target;
  target.refuses(target.token().header("cty", "JWT").payloadText(target.token().sign()), ErrorCode::tokenMalformed);
}

}  // namespace
}  // namespace jwtauth::tests

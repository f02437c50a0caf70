// Input that costs the attacker little and a careless verifier much: long tokens, millions of dots, deep nesting,
// thousands of members. CVE-2025-30204, CVE-2025-27144, CVE-2025-53864.
#include <chrono>

#include "src/text/base64url.hpp"
#include "src/text/number.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/processor_time.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// A target that takes tokens of the greatest size that can be configured.
Target generousTarget() {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.maxTokenBytes = 1024 * 1024;
  return Target(issuer, config);
}

/// Refused, in less than a second of a processor even under a sanitizer, and with no more memory than allowed.
void refusesCheaply(const Target& target, const std::string& token, ErrorCode expected, std::size_t allowedBytes) {
  target.accepts(target.token());
  const auto start = processorTime();
  const AllocationMeter meter;
  const auto result = target.mechanism().verifyToken(token);
  const std::size_t bytes = meter.bytes();
  CHECK(codeOf(result) == nameOf(expected));
  CHECK(bytes <= allowedBytes);
  CHECK(processorTime() - start < std::chrono::seconds(1));
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

constexpr std::size_t aMegabyte = 1024 * 1024;

TEST_CASE("the meter sees what libcrypto and operator new allocate") {
  REQUIRE(AllocationMeter::coversOpenssl());
  const TokenIssuer issuer(Algorithm::RS256);
  const JwtAuthenticationMechanism auth(issuer.config());
  const std::string token = issuer.token().sign();
  const AllocationMeter meter;
  CHECK(auth.verifyToken(token));
  CHECK(meter.opensslAllocations() > 0);
  CHECK(meter.allocations() > meter.opensslAllocations());
  CHECK(meter.bytes() > token.size() / 2);
}

TEST_CASE("a token longer than allowed is refused before anything is allocated for it") {
  const Target target(Algorithm::EdDSA);
  const std::string token = target.token().sign();
  for (const std::size_t size : {16 * 1024 + std::size_t{1}, aMegabyte, 64 * aMegabyte}) {
    CAPTURE(size);
    refusesCheaply(target, std::string(size, 'A'), ErrorCode::tokenTooLarge, 0);
    refusesCheaply(target, std::string(size, '.'), ErrorCode::tokenTooLarge, 0);
    refusesCheaply(target, token + std::string(size, 'A'), ErrorCode::tokenTooLarge, 0);
    target.refusesHeader("Bearer " + std::string(size, 'A'), ErrorCode::tokenTooLarge);
  }
}

TEST_CASE("a token of exactly the allowed length is looked at") {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  const std::string token = issuer.token().claim("filling", std::string(700, 'x')).sign();
  config.maxTokenBytes = token.size();
  CHECK(codeOf(JwtAuthenticationMechanism(config).verifyToken(token)) == "none");
  --config.maxTokenBytes;
  CHECK(codeOf(JwtAuthenticationMechanism(config).verifyToken(token)) == "tokenTooLarge");
}

TEST_CASE("a million dots are refused without an allocation") {
  const Target target = generousTarget();
  refusesCheaply(target, std::string(aMegabyte, '.'), ErrorCode::tokenMalformed, 0);
  refusesCheaply(target, repeated("a.", aMegabyte / 2), ErrorCode::tokenMalformed, 0);
  refusesCheaply(target, target.token().sign() + std::string(aMegabyte / 2, '.'), ErrorCode::tokenMalformed, 0);
}

TEST_CASE("a huge header or signature is refused without an allocation") {
  const Target target = generousTarget();
  refusesCheaply(target, std::string(aMegabyte - 2, 'A') + "..", ErrorCode::tokenMalformed, 0);
  const std::string header = encodeBase64Url(R"({"alg":"EdDSA"})");
  refusesCheaply(target, header + ".e30." + std::string(900'000, 'A'), ErrorCode::tokenMalformed, 0);
}

TEST_CASE("a huge unsigned payload is decoded once at most") {
  const Target target = generousTarget();
  const std::string header = encodeBase64Url(R"({"alg":"EdDSA"})");
  const std::string payload(aMegabyte - 200, 'A');
  refusesCheaply(target, header + '.' + payload + '.' + std::string(86, 'A'), ErrorCode::signatureInvalid,
                 payload.size() + 16 * 1024);
}

TEST_CASE("a wrapped token is copied twice at most") {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.base64Encoded = true;
  config.maxTokenBytes = aMegabyte;
  const JwtAuthenticationMechanism auth(config);
  REQUIRE(codeOf(auth.verifyToken(issuer.token().wrapped())) == "none");
  const std::string dots = encodeBase64Url(std::string(700'000, '.'));
  const AllocationMeter meter;
  CHECK(codeOf(auth.verifyToken(dots)) == "tokenMalformed");
  CHECK(meter.bytes() <= dots.size());
}

TEST_CASE("nesting deeper than 64 levels is refused, in header and payload, without a recursion to its end") {
  const Target target = generousTarget();
  for (const std::size_t depth : {65u, 1'000u, 50'000u}) {
    CAPTURE(depth);
    for (const auto& [open, close] : {std::pair("[", "]"), std::pair("{\"a\":", "}"), std::pair("[{\"a\":", "}]")}) {
      const std::string nested = repeated(open, depth) + '1' + repeated(close, depth);
      target.refuses(target.token().payloadText("{\"a\":" + nested + '}'), ErrorCode::tokenMalformed);
      target.refuses(target.token().payloadText(repeated(open, depth)), ErrorCode::tokenMalformed);
      target.refuses(target.token().headerText(R"({"alg":"EdDSA","a":)" + nested + '}'), ErrorCode::tokenMalformed);
    }
  }
  const std::string deepest = repeated("[", 63) + repeated("]", 63);
  target.accepts(target.token().claimJson("a", deepest));
}

TEST_CASE("thousands of members are refused in time that grows with their number alone") {
  const Target target = generousTarget();
  std::string members;
  for (int i = 0; i < 50'000; ++i) members += "\"m" + std::to_string(i) + "\":1,";
  const std::string token = target.token().payloadText('{' + members + "\"end\":1}").sign();
  refusesCheaply(target, token, ErrorCode::tokenMalformed, token.size() + 16 * 1024);
}

TEST_CASE("a number of a million digits is read or refused quickly") {
  const Target target = generousTarget();
  const std::string digits(700'000, '9');
  const std::string token = target.token().payloadText("{\"exp\":" + digits + '}').sign();
  const std::size_t copied = ReadByFromChars<double> ? 0 : digits.size();
  refusesCheaply(target, token, ErrorCode::tokenMalformed, token.size() + copied + 16 * 1024);
}

}  // namespace
}  // namespace jwtauth::tests

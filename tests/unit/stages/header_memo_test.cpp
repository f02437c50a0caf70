#include "src/stages/header_memo.hpp"

#include <array>
#include <cstdint>

#include "jwtauth/testing.hpp"
#include "src/text/text_hash.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

TEST_CASE("a header is found by its whole text, with the key id it was remembered with") {
  HeaderMemo memo;
  CHECK_FALSE(memo.find("eyJhbGciOiJSUzI1NiJ9"));
  memo.remember("eyJhbGciOiJSUzI1NiJ9", "one");
  for (int i = 0; i < 2; ++i) {
    const auto found = memo.find("eyJhbGciOiJSUzI1NiJ9");
    REQUIRE(found);
    CHECK(found.keyId() == "one");
    CHECK_FALSE(memo.find("eyJhbGciOiJSUzI1NiJ9"));  // taken out
  }
  CHECK_FALSE(memo.find("eyJhbGciOiJSUzI1NiJ8"));
  CHECK_FALSE(memo.find(""));
}

TEST_CASE("a header longer than 512 characters is not remembered") {
  HeaderMemo memo;
  for (const std::size_t size : {512u, 513u}) {
    const std::string text(size, 'A');
    memo.remember(text, "one");
    CHECK(static_cast<bool>(memo.find(text)) == (size == 512));
  }
}

TEST_CASE("a header made to have the hash of a remembered one is not taken for it") {
  using Words = std::array<std::uint64_t, 2>;
  const auto textOf = [](Words words) {
    std::string text;
    for (const std::uint64_t word : words) {
      for (int shift = 0; shift < 64; shift += 8) text += static_cast<char>(word >> shift & 0xff);  // little-endian
    }
    return text;
  };
  const auto hashAfter = [](std::uint64_t word) {
    TextHash hash;
    hash.add(word);
    return hash.value();
  };
  const Words first = {1, 2};
  const Words other = {3, first[1] ^ hashAfter(first[0]) ^ hashAfter(3)};
  REQUIRE(hashOf(textOf(first)) == hashOf(textOf(other)));
  HeaderMemo memo;
  memo.remember(textOf(first), "one");
  CHECK_FALSE(memo.find(textOf(other)));
}

TEST_CASE("a header that was accepted says nothing of another one, nor of the rest of its token") {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.requiredType = "JWT";
  const JwtAuthenticationMechanism auth(config);
  for (int i = 0; i < 3; ++i) {
    CHECK(codeOf(auth.authenticate(issuer.token().bearer())) == "none");
    CHECK(codeOf(auth.authenticate(issuer.token().header("typ", "other").bearer())) == "typeMismatch");
    CHECK(codeOf(auth.authenticate(issuer.token().header("alg", "none").bearer())) == "algorithmNotAllowed");
    CHECK(codeOf(auth.authenticate(issuer.token().header("cty", "text").bearer())) == "none");
    CHECK(codeOf(auth.authenticate(issuer.token().forged().bearer())) == "signatureInvalid");
    CHECK(codeOf(auth.authenticate(issuer.token().claim("exp", 1).bearer())) == "expired");
    CHECK(codeOf(auth.authenticate(issuer.token().bearer() + "=")) == "tokenMalformed");
  }
}

TEST_CASE("more headers than there are places push each other out and are still accepted") {
  const TokenIssuer issuer(Algorithm::HS256);
  const JwtAuthenticationMechanism auth(issuer.config());
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100; ++i) {
      CHECK(codeOf(auth.authenticate(issuer.token().header("number", std::to_string(i)).bearer())) == "none");
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests

#include <array>

#include "src/stages/stages.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

Result<Credentials> extract(std::string_view field, Possession dpop = Possession::off) {
  return extractCredentials({.authorization = {&field, 1}, .method = "GET", .url = "https://api.test/"}, dpop);
}

TEST_CASE("the token follows the scheme Bearer in any letter case and one or more spaces") {
  const std::string field = GENERATE(as<std::string>(), "Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c",
                                     "bEaReR    a.b.c", "Bearer a.b.c  ", "  Bearer a.b.c");
  const auto found = extract(field);
  REQUIRE(found);
  CHECK(found->token == "a.b.c");
  CHECK(found->scheme == AuthenticationScheme::bearer);
}

TEST_CASE("the token follows the scheme DPoP where that is not off") {
  const std::string field = GENERATE(as<std::string>(), "DPoP a.b.c", "dpop a.b.c", "DPOP   a.b.c ");
  const auto found = extract(field, Possession::allowed);
  REQUIRE(found);
  CHECK(found->token == "a.b.c");
  CHECK(found->scheme == AuthenticationScheme::dpop);
  CHECK(codeOf(extract(field)) == "schemeUnsupported");
}

TEST_CASE("the scheme DPoP is refused where the host gives no method and URL, with a sentence that says so") {
  const std::string_view field = "DPoP a.b.c";
  for (const Request& request :
       {Request{.authorization = {&field, 1}}, Request{.authorization = {&field, 1}, .method = "GET"},
        Request{.authorization = {&field, 1}, .url = "https://api.test/"}}) {
    const auto refused = openCredentials(request, {});
    CHECK(codeOf(refused) == "schemeUnsupported");
    CHECK(refused.error().detail ==
          "the scheme DPoP, but the host of jwtauth gave neither method nor URL of the request");
  }
}

TEST_CASE("without credentials their absence is refused") {
  CHECK(codeOf(extractCredentials({}, Possession::off)) == "credentialsMissing");
  CHECK(codeOf(extract("")) == "credentialsMissing");
  CHECK(codeOf(extract("   ")) == "credentialsMissing");
}

TEST_CASE("another scheme is not refused as a bad token") {
  const std::string field = GENERATE(as<std::string>(), "Basic YTpi", "Bearera.b.c", "Bearer\xc2\xa0x", "Digest x",
                                     "DPoP a.b.c", "a.b.c", "Bear er x");
  CAPTURE(field);
  CHECK(codeOf(extract(field)) == "schemeUnsupported");
}

TEST_CASE("the scheme Bearer without a token, or with a tab before it, is malformed") {
  CHECK(codeOf(extract("Bearer")) == "tokenMalformed");
  CHECK(codeOf(extract("Bearer  ")) == "tokenMalformed");
  CHECK(codeOf(extract("Bearer\ta.b.c")) == "tokenMalformed");
  CHECK(codeOf(extract("DPoP\ta.b.c")) == "schemeUnsupported");
  for (const char* field : {"DPoP", "DPoP  ", "DPoP\ta.b.c"}) {
    const auto refused = extract(field, Possession::allowed);
    CHECK(codeOf(refused) == "tokenMalformed");
    CHECK(refused.error().scheme == AuthenticationScheme::dpop);
  }
}

TEST_CASE("neither of two Authorization fields is used") {
  const std::array<std::string_view, 2> fields = {"Bearer a.b.c", "Bearer a.b.c"};
  CHECK(codeOf(extractCredentials({.authorization = fields}, Possession::allowed)) == "credentialsRepeated");
}

TEST_CASE("a token of exactly maxTokenBytes passes, one byte more is refused") {
  CHECK(limitToken("12345678", 8));
  CHECK(codeOf(limitToken("123456789", 8)) == "tokenTooLarge");
}

TEST_CASE("one layer of base64url is taken off, padded or not") {
  CHECK(*unwrapToken("YS5iLmM") == "a.b.c");
  CHECK(*unwrapToken("YS5iLmM=") == "a.b.c");
  CHECK(codeOf(unwrapToken("a.b.c")) == "tokenMalformed");
  CHECK(codeOf(unwrapToken("YS5iLmM==")) == "tokenMalformed");
  CHECK(codeOf(unwrapToken("YS5i LmM")) == "tokenMalformed");
  CHECK(codeOf(unwrapToken("YS5iLg=")) == "tokenMalformed");
}

}  // namespace
}  // namespace jwtauth::tests

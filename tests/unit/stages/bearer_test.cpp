#include <array>

#include "src/stages/stages.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

Result<std::string_view> extract(std::string_view field) {
  return extractBearer(std::span<const std::string_view>(&field, 1));
}

TEST_CASE("the token follows the scheme Bearer in any letter case and one or more spaces") {
  const std::string field = GENERATE(as<std::string>(), "Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c",
                                     "bEaReR    a.b.c", "Bearer a.b.c  ", "  Bearer a.b.c");
  CHECK(*extract(field) == "a.b.c");
}

TEST_CASE("without credentials their absence is refused") {
  CHECK(codeOf(extractBearer({})) == "credentialsMissing");
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
}

TEST_CASE("neither of two Authorization fields is used") {
  const std::array<std::string_view, 2> fields = {"Bearer a.b.c", "Bearer a.b.c"};
  CHECK(codeOf(extractBearer(fields)) == "credentialsRepeated");
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

// Header fields that are not `Bearer` and a token. RFC 6750 2.1, RFC 9110 11.4.
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("no credentials, or those of another scheme, are refused as such") {
  const Target target;
  const std::string token = target.token().sign();
  for (const char* field : {"", " ", "   "}) target.refusesHeader(field, ErrorCode::credentialsMissing);
  for (const std::string& field :
       {"Basic " + token, "DPoP " + token, "Token " + token, "JWT " + token, token, "Bearer" + token, "Bearer:" + token,
        "Bearer=" + token, "Bearer," + token, "BearerX " + token, "Bear er " + token, "\"Bearer\" " + token,
        std::string("Bearer\0 ", 8) + token, "Bearer\n" + token}) {
    CAPTURE(field.substr(0, 12));
    target.refusesHeader(field, ErrorCode::schemeUnsupported);
  }
}

TEST_CASE("Bearer without exactly one token is refused") {
  const Target target;
  const std::string token = target.token().sign();
  for (const std::string& field :
       {std::string("Bearer"), std::string("Bearer "), std::string("Bearer     "), "Bearer Bearer " + token,
        "Bearer " + token + " x", "Bearer x " + token, "Bearer\t" + token, "Bearer " + token + '\t',
        "Bearer " + token + "\r\n", "Bearer token=" + token, "Bearer \"" + token + '"', "Bearer <" + token + '>',
        "Bearer " + token + '\0', std::string("Bearer \0", 8) + token}) {
    CAPTURE(field.substr(0, 12));
    target.refusesHeader(field, ErrorCode::tokenMalformed);
  }
}

TEST_CASE("the scheme's letter case and the number of spaces do not matter") {
  const Target target;
  const std::string token = target.token().sign();
  for (const std::string& field :
       {"bearer " + token, "BEARER " + token, "bEaReR   " + token, " Bearer " + token + "  "}) {
    CHECK(codeOf(target.mechanism().authenticate(field)) == "none");
  }
}

}  // namespace
}  // namespace jwtauth::tests

// Two Authorization fields: two readers on the way may each take another one.
#include <array>

#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

std::string codeOfFields(const Target& target, std::span<const std::string_view> fields) {
  return codeOf(target.mechanism().authenticate({.authorization = fields}));
}

TEST_CASE("a second Authorization field is refused, whatever the two hold, and neither is used") {
  const Target target;
  const std::string good = target.token().bearer(), bad = target.token().forged().bearer();
  REQUIRE(codeOfFields(target, std::array<std::string_view, 1>{good}) == "none");
  for (const std::string_view first :
       {std::string_view(good), std::string_view(bad), std::string_view("Basic eDp5"), std::string_view("")}) {
    for (const std::string_view second :
         {std::string_view(good), std::string_view("Basic eDp5"), std::string_view("")}) {
      CAPTURE(first.substr(0, 10), second.substr(0, 10));
      CHECK(codeOfFields(target, std::array{first, second}) == "credentialsRepeated");
      CHECK(codeOfFields(target, std::array{second, first}) == "credentialsRepeated");
    }
  }
  const std::vector<std::string_view> thousand(1000, good);
  CHECK(codeOfFields(target, thousand) == "credentialsRepeated");
}

TEST_CASE("two fields joined with a comma are refused") {
  const Target target;
  const std::string good = target.token().bearer();
  for (const char* separator : {",", ", ", "; ", " ", "\r\nAuthorization: "}) {
    CAPTURE(separator);
    target.refusesHeader(good + separator + good, ErrorCode::tokenMalformed);
    target.refusesHeader(good + separator + "Basic eDp5", ErrorCode::tokenMalformed);
  }
  target.refusesHeader("Basic eDp5, " + good, ErrorCode::schemeUnsupported);
}

}  // namespace
}  // namespace jwtauth::tests

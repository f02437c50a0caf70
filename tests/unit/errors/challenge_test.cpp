#include "src/errors/challenge.hpp"

#include <algorithm>

#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

const ChallengeTerms terms{.realm = "api"}, noRealm;

TEST_CASE("without credentials the challenge names no error") {
  CHECK(makeChallenge({ErrorCode::credentialsMissing, ""}, terms, {}) == R"(Bearer realm="api")");
  CHECK(makeChallenge({ErrorCode::schemeUnsupported, ""}, terms, {}) == R"(Bearer realm="api")");
  CHECK(makeChallenge({ErrorCode::credentialsMissing, ""}, noRealm, {}) == "Bearer");
}

TEST_CASE("a bad token is named invalid_token with a fixed text") {
  CHECK(makeChallenge({ErrorCode::expired, "detail"}, terms, {}) ==
        R"(Bearer realm="api", error="invalid_token", error_description="The access token expired")");
  CHECK(makeChallenge({ErrorCode::signatureInvalid, "detail"}, noRealm, {}) ==
        R"(Bearer error="invalid_token", error_description="The access token is not acceptable")");
}

TEST_CASE("insufficient_scope names the scope that is needed") {
  CHECK(
      makeChallenge({ErrorCode::scopeInsufficient, ""}, terms, {.scopes = {"read:docs", "write:docs"}}) ==
      R"(Bearer realm="api", error="insufficient_scope", error_description="The access token lacks a scope", scope="read:docs write:docs")");
}

TEST_CASE("insufficient_user_authentication names the login that is needed") {
  const Requirement requirement{.acrValues = {"urn:mfa", "urn:phr"}, .maxLoginAge = std::chrono::minutes(5)};
  CHECK(
      makeChallenge({ErrorCode::loginInsufficient, ""}, terms, requirement) ==
      R"(Bearer realm="api", error="insufficient_user_authentication", error_description="A stronger or more recent login is needed", acr_values="urn:mfa urn:phr", max_age="300")");
  CHECK(makeChallenge({ErrorCode::expired, ""}, terms, requirement).find("acr_values") == std::string::npos);
}

TEST_CASE("a refusal has the status and every field of the answer") {
  const auto fieldsOf = [](ErrorCode code) {
    std::vector<std::string> fields;
    for (const ResponseField& field : makeRefusal({code, ""}, terms, {}).fields) {
      fields.push_back(field.name + ": " + field.value);
    }
    return fields;
  };
  using Fields = std::vector<std::string>;
  CHECK(makeRefusal({ErrorCode::credentialsMissing, ""}, terms, {}).status == 401);
  CHECK(fieldsOf(ErrorCode::credentialsMissing) == Fields{R"(WWW-Authenticate: Bearer realm="api")"});
  CHECK(makeRefusal({ErrorCode::keysPending, ""}, terms, {}).status == 503);
  CHECK(fieldsOf(ErrorCode::keysPending) == Fields{"Retry-After: 1"});
  CHECK(fieldsOf(ErrorCode::keysUnavailable) == Fields{"Retry-After: 1"});
  CHECK(makeRefusal({ErrorCode::cryptoFailure, ""}, terms, {}).status == 500);
  CHECK(fieldsOf(ErrorCode::cryptoFailure) == Fields{});
}

TEST_CASE("a code that is unknown is a 500, never a success") {
  for (const unsigned value : {0x0001U, 0x00ffU, 0x01ffU, 0x0200U, 0x02ffU, 0x07ffU, 0x0800U, 0xffffU}) {
    CHECK(Error{static_cast<ErrorCode>(value), ""}.httpStatus() == 500);
  }
}

TEST_CASE("kinds other than 400, 401 and 403 have no challenge") {
  for (const ErrorCode code :
       {ErrorCode::none, ErrorCode::keysUnavailable, ErrorCode::outOfMemory, ErrorCode::settingInvalid}) {
    CHECK(makeChallenge({code, ""}, terms, {}).empty());
  }
}

TEST_CASE("realm and scope cannot break out of their quotes or the line") {
  CHECK(makeChallenge({ErrorCode::credentialsMissing, ""}, ChallengeTerms{.realm = "a\"b\\c\r\nX: y"}, {}) ==
        R"(Bearer realm="a\"b\\cX: y")");
}

TEST_CASE("every code has a name of its own, a status that fits its kind, and only tokens at fault have a challenge") {
  std::vector<std::string_view> names;
  for (unsigned value = 0; value < 0x800; ++value) {
    const auto code = static_cast<ErrorCode>(value);
    const std::string_view name = nameOf(code);
    if (name == "unknown") continue;
    CHECK(std::find(names.begin(), names.end(), name) == names.end());
    names.push_back(name);
    const int status = Error{code, ""}.httpStatus();
    switch (kindOf(code)) {
      case ErrorKind::none:
        CHECK(status == 200);
        break;
      case ErrorKind::noCredentials:
      case ErrorKind::invalidToken:
        CHECK(status == 401);
        break;
      case ErrorKind::insufficient:
        CHECK(status == 403);
        break;
      case ErrorKind::unavailable:
        CHECK(status == 503);
        break;
      case ErrorKind::invalidRequest:
        CHECK(status == 400);
        break;
      case ErrorKind::configuration:
      case ErrorKind::internal:
        CHECK(status == 500);
        break;
    }
    CHECK(makeChallenge({code, ""}, noRealm, {}).empty() == (status != 400 && status != 401 && status != 403));
  }
  CHECK(names.size() == 55);
}

TEST_CASE("the value of a refused Result cannot be read") {
  const Result<int> refused = Error{ErrorCode::expired, "x"};
  CHECK_FALSE(refused);
  CHECK_THROWS_AS(refused.value(), BadResultAccess);
  CHECK_THROWS_AS(*refused, BadResultAccess);
  const Result<std::string> refusedText = Error{ErrorCode::expired, "x"};
  CHECK_THROWS_AS(refusedText->size(), BadResultAccess);
  const Result<int> good = 7;
  CHECK(*good == 7);
  CHECK(good.error().code == ErrorCode::none);
}

}  // namespace
}  // namespace jwtauth::tests

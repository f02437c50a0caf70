#include "api/failures.hpp"

#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

using Kind = StoreError::Kind;
using jwtauth::tests::Contains;

http::Response answer(Kind kind, std::string_view method, const std::vector<http::FieldView>& fields = {},
                      const std::string& forClient = {}) {
  const http::Request request{method, "/c/one", fields, ""};
  return responseTo(StoreError(kind, "said by 10.0.0.1", forClient), request);
}

bool saysWhenToTryAgain(const http::Response& response) {
  return response.fields.find("Retry-After").has_value();
}

}  // namespace

TEST_CASE("a store that cannot be reached may be asked again") {
  const http::Response response = answer(Kind::unavailable, "PATCH");
  CHECK(response.status == 503);
  CHECK(saysWhenToTryAgain(response));
  CHECK_THAT(response.body, Contains("the store cannot be reached; try again"));
}

TEST_CASE("an unknown outcome is said to be one, and to be tried again only where that is safe") {
  const http::Response response = answer(Kind::unknownOutcome, "PATCH");
  CHECK(response.status == 504);
  CHECK_THAT(response.body,
             Contains("the outcome is unknown: the store did not say in time whether the write was made"));
  CHECK_FALSE(saysWhenToTryAgain(response));
  CHECK_FALSE(saysWhenToTryAgain(answer(Kind::unknownOutcome, "POST")));
  CHECK_FALSE(saysWhenToTryAgain(answer(Kind::unknownOutcome, "PATCH", {{"If-Match", "*"}})));
  CHECK(saysWhenToTryAgain(answer(Kind::unknownOutcome, "PUT")));
  CHECK(saysWhenToTryAgain(answer(Kind::unknownOutcome, "DELETE")));
  CHECK(saysWhenToTryAgain(answer(Kind::unknownOutcome, "PATCH", {{"If-Match", "\"65f0c0ffee65f0c0ffee65f0\""}})));
}

TEST_CASE("what the store gives up names its limit, and is not to be tried again") {
  const http::Response response = answer(Kind::tooSlow, "GET", {}, "MongoDB takes more than 700 ms for this");
  CHECK(response.status == 503);
  CHECK_THAT(response.body, Contains("MongoDB takes more than 700 ms for this"));
  CHECK_FALSE(saysWhenToTryAgain(response));
}

TEST_CASE("a write that was made in part is no client's mistake, and is not to be tried again") {
  const http::Response response = answer(Kind::inPart, "DELETE", {}, "3 of 5 documents were written");
  CHECK(response.status == 500);
  CHECK_THAT(response.body, Contains("3 of 5 documents were written"));
  CHECK_FALSE(saysWhenToTryAgain(response));
}

TEST_CASE("what the store does not let the server do is forbidden, and its own words are not told") {
  const http::Response response = answer(Kind::forbidden, "GET");
  CHECK(response.status == 403);
  CHECK_THAT(response.body, Contains("its user there lacks the permission"));
  CHECK(response.body.find("10.0.0.1") == std::string::npos);
}

}  // namespace rest::api

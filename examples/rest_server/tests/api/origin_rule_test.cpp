#include "api/access/origin_rule.hpp"

#include "api/authorization/predicate_parser.hpp"
#include "tests/api/asked.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {

TEST_CASE("an origin is welcome when one of the list begins it, by whole names") {
  const OriginRule rule{true, {"https://app.example", "http://localhost"}, {}};
  CHECK(rule.allows("https://app.example"));
  CHECK(rule.allows("http://localhost:4200"));
  for (const char* origin : {"https://app.example.evil.example", "http://localhost.evil.example", "http://localhosts",
                             "http://app.example", "https://other.example", "null", ""}) {
    INFO(origin);
    CHECK(!rule.allows(origin));
  }
}

TEST_CASE("an entry that ends within a name is taken as it is") {
  CHECK(OriginRule{true, {"https://"}, {}}.allows("https://any.example"));
  CHECK(!OriginRule{true, {"https://"}, {}}.allows("http://any.example"));
}

TEST_CASE("every origin is welcome unless the rule is enabled, and none when its list is empty") {
  CHECK(OriginRule{}.allows("https://any.example"));
  CHECK(!OriginRule{true, {}, {}}.allows("https://any.example"));
}

TEST_CASE("a request without an origin is welcome unless that is forbidden") {
  OriginRule rule{true, {"https://app.example"}, {}};
  CHECK(rule.allows(std::nullopt));
  rule.allowsMissing = false;
  CHECK(!rule.allows(std::nullopt));
  CHECK(rule.allows("https://app.example"));
  rule.isEnabled = false;
  CHECK(rule.allows(std::nullopt));
}

TEST_CASE("paths can be left out") {
  const OriginRule rule{true, {}, {parsePredicate("path-template('/files/{id}/*')").predicate}};
  CHECK(rule.ignores(Asked("GET", "/files/x/binary").look()));
  CHECK(!rule.ignores(Asked("GET", "/files/x").look()));
}

}  // namespace rest::api

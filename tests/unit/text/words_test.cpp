#include "src/text/words.hpp"

#include <limits>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("one thing has no s, all other numbers have one") {
  CHECK(counted(0, "byte") == "0 bytes");
  CHECK(counted(1, "byte") == "1 byte");
  CHECK(counted(812, "byte") == "812 bytes");
}

TEST_CASE("a duration has its two largest units") {
  CHECK(inWords(0.9) == "less than a second");
  CHECK(inWords(1) == "1 second");
  CHECK(inWords(59) == "59 seconds");
  CHECK(inWords(60) == "1 minute");
  CHECK(inWords(-7500) == "2 hours 5 minutes");
  CHECK(inWords(3 * 86400 + 59) == "3 days");
  CHECK(inWords(366 * 86400.0) == "1 year");
  CHECK(inWords(400 * 86400.0) == "1 year 34 days");
}

TEST_CASE("a duration that no calendar holds is not counted") {
  CHECK(inWords(1e15) == "more than 30 million years");
  CHECK(inWords(std::numeric_limits<double>::infinity()) == "more than 30 million years");
}

TEST_CASE("a point in time is ahead or ago") {
  CHECK(fromNow(0) == "in less than a second");
  CHECK(fromNow(3600) == "in 1 hour");
  CHECK(fromNow(-0.5) == "less than a second ago");
  CHECK(fromNow(-61) == "1 minute 1 second ago");
}

TEST_CASE("a date is in UTC, within the years that have four digits") {
  CHECK(dateOf(0) == "1970-01-01 00:00:00Z");
  CHECK(dateOf(1795527804.9) == "2026-11-24 13:43:24Z");
  CHECK(dateOf(253402300799) == "9999-12-31 23:59:59Z");
  for (const double outside : {-1.0, 253402300800.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(dateOf(outside) == "a time outside of the years 1970 to 9999");
  }
}

}  // namespace
}  // namespace jwtauth::tests

#include "src/text/number.hpp"

#include <cstdint>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("a text that is a number from its beginning to its end is read") {
  CHECK(numberIn<std::int64_t>("-9223372036854775808") == INT64_MIN);
  CHECK(numberIn<std::uint16_t>("65535") == 65535);
  CHECK(numberIn<int>("007") == 7);
  CHECK(numberIn<double>("1.5e3") == 1500.0);
}

TEST_CASE("a text that is not one number, or is too large for its type, is not read") {
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "x1", "0x10", "1.0", "-", "1,000"}) {
    CAPTURE(text);
    CHECK_FALSE(numberIn<int>(text));
  }
  CHECK_FALSE(numberIn<std::uint16_t>("65536"));
  CHECK_FALSE(numberIn<std::uint16_t>("-1"));
  CHECK_FALSE(numberIn<std::int64_t>("9223372036854775808"));
  CHECK_FALSE(numberIn<double>("1e999"));
}

}  // namespace
}  // namespace jwtauth::tests

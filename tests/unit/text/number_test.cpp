#include "src/text/number.hpp"

#include <cstdint>
#include <limits>
#include <string>

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

TEST_CASE("a double is read to the nearest one, whatever its length") {
  CHECK(numberIn<double>("-0.1") == -0.1);
  CHECK(numberIn<double>("0e5") == 0.0);
  CHECK(numberIn<double>("0.000") == 0.0);
  CHECK(numberIn<double>("9007199254740993") == 9007199254740992.0);  // halfway, to the even one
  CHECK(numberIn<double>("9007199254740993.0000000000000000000000000000000000000000000001") == 9007199254740994.0);
  CHECK(numberIn<double>("1" + std::string(308, '0')) == 1e308);
  CHECK(numberIn<double>("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
}

TEST_CASE("a text that is not one double, or is beyond its range, is not read") {
  for (const char* text :
       {"", " 1", "1 ", "+1", "1x", "x1", "0x10", "1,5", "-", ".", "1e5+3", "--1", "1.5.5", "1e-999", "-1e999"}) {
    CAPTURE(text);
    CHECK_FALSE(numberIn<double>(text));
  }
}

}  // namespace
}  // namespace jwtauth::tests

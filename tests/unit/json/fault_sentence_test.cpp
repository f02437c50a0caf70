#include "src/json/fault_sentence.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("a sentence about a fault is its beginning and what the fault is called") {
  for (int number = 0; number <= static_cast<int>(JsonFault::numberTooLarge); ++number) {
    const auto fault = static_cast<JsonFault>(number);
    CHECK(sentenceOf<"the payload is ">(fault) == "the payload is " + std::string(describe(fault)));
  }
}

}  // namespace
}  // namespace jwtauth::tests

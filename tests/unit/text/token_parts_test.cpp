#include "src/text/token_parts.hpp"

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("a token is split at its dots, and all parts are counted") {
  const TokenParts jws = partsOf("a.bc.def");
  CHECK(jws.count == 3);
  CHECK(jws.header == "a");
  CHECK(jws.payload == "bc");
  CHECK(jws.signature == "def");
  CHECK(partsOf("a.b.c.d.e").count == 5);
  CHECK(partsOf("a.b.c.d.e").signature == "c");
  CHECK(partsOf("a.b.c....").count == 7);
}

TEST_CASE("parts that are empty or missing are empty") {
  CHECK(partsOf("").count == 1);
  CHECK(partsOf("a").header == "a");
  CHECK(partsOf("a.b").count == 2);
  CHECK(partsOf("a.b").payload == "b");
  CHECK(partsOf("a.b").signature.empty());
  CHECK(partsOf("..").count == 3);
  CHECK(partsOf("..").signature.empty());
}

}  // namespace
}  // namespace jwtauth::tests

#include "src/libcrypto/ecdsa_der.hpp"

#include <string>

#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

std::string derOf(const std::string& signature) {
  std::array<unsigned char, maxDerSize> buffer;
  const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
  const auto der = derOfEcdsa({bytes, signature.size()}, buffer);
  return {der.begin(), der.end()};
}

TEST_CASE("r and s become the INTEGERs of a SEQUENCE") {
  CHECK(derOf(bytesOfHex("01020304")) == bytesOfHex("3008"
                                                    "02020102"
                                                    "02020304"));
}

TEST_CASE("leading zeros are dropped, and one is put before a number that would be negative") {
  CHECK(derOf(bytesOfHex("00010080")) == bytesOfHex("3007"
                                                    "020101"
                                                    "02020080"));
  CHECK(derOf(bytesOfHex("00000000")) == bytesOfHex("3006"
                                                    "020100"
                                                    "020100"));
}

TEST_CASE("the longest signature, of P-521 with both numbers negative, has a length of two bytes and fits") {
  const std::string number = '\xff' + std::string(maxCoordinateSize - 1, '\x01');
  const std::string integer = bytesOfHex("024300") + number;
  CHECK(derOf(number + number) == bytesOfHex("30818a") + integer + integer);
  CHECK(derOf(number + number).size() == maxDerSize);
}

}  // namespace
}  // namespace jwtauth::tests

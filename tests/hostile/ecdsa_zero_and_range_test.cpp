// Signatures that satisfy the ECDSA equation without a key, or that are not r‖s. CVE-2022-21449; RFC 7518 3.4.
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/openssl_signatures.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

struct Curve {
  Algorithm algorithm;
  std::string order;  ///< SEC 2, big-endian
};

std::vector<Curve> curves() {
  return {
      {Algorithm::ES256, bytesOfHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")},
      {Algorithm::ES384,
       bytesOfHex("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")},
      {Algorithm::ES512, bytesOfHex("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f"
                                    "966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409")}};
}

TEST_CASE("r and s out of 1 to n-1 are refused") {
  for (const Curve& curve : curves()) {
    CAPTURE(nameOf(curve.algorithm));
    const Target target(curve.algorithm);
    const std::size_t size = curve.order.size();
    const std::string zero(size, '\0'), largest(size, '\xff');
    std::string one = zero, beforeOrder = curve.order;
    one.back() = 1;
    --beforeOrder.back();
    const std::vector<std::string> numbers = {zero, one, beforeOrder, curve.order, largest};
    for (const std::string& r : numbers) {
      for (const std::string& s : numbers) target.refuses(target.token().signature(r + s), ErrorCode::signatureInvalid);
    }
  }
}

TEST_CASE("a good signature with the order added to it is refused") {
  const Target target(Algorithm::ES256);
  const std::string honest = signatureOf(target.token());
  const std::string order = curves().front().order;
  std::string sum = honest.substr(32);
  int carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += static_cast<unsigned char>(sum[i]) + static_cast<unsigned char>(order[i]);
    sum[i] = static_cast<char>(carry & 0xff);
    carry >>= 8;
  }
  const std::string tooLong = std::string(1, '\0') + honest.substr(0, 32) + static_cast<char>(carry) + sum;
  target.refuses(target.token().signature(tooLong), ErrorCode::signatureInvalid);
  target.refuses(target.token().signature(honest.substr(0, 32) + sum), ErrorCode::signatureInvalid);
}

TEST_CASE("a signature whose point comes out at infinity is a forgery, not a failure of the server") {
  const Target target(Algorithm::ES256);
  const std::string signature =
      ecdsaSignatureAtInfinity(target.issuer().privateKeyPem(), signingInputOf(target.token()));
  target.refuses(target.token().signature(signature), ErrorCode::signatureInvalid);
}

TEST_CASE("DER in place of r and s side by side is refused") {
  for (const Curve& curve : curves()) {
    CAPTURE(nameOf(curve.algorithm));
    const Target target(curve.algorithm);
    target.refuses(target.token().signature(derOfEcdsa(signatureOf(target.token()))), ErrorCode::signatureInvalid);
  }
}

TEST_CASE("r and s of another length than the curve's are refused") {
  for (const Curve& curve : curves()) {
    CAPTURE(nameOf(curve.algorithm));
    const Target target(curve.algorithm);
    const std::string honest = signatureOf(target.token());
    const std::size_t half = honest.size() / 2;
    const std::string r = honest.substr(0, half), s = honest.substr(half), zero(1, '\0');
    for (const std::string& other : {zero + r + zero + s, honest + zero, zero + honest, r, s, honest.substr(1),
                                     honest.substr(0, honest.size() - 1), honest + honest, zero}) {
      target.refuses(target.token().signature(other), ErrorCode::signatureInvalid);
    }
    target.refuses(target.token().signature(s + r), ErrorCode::signatureInvalid);
  }
}

}  // namespace
}  // namespace jwtauth::tests

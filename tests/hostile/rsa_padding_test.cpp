// Blocks that RSA verifiers have let pass: garbage after the hash, short padding, cube roots under e = 3, salts and
// masks of other lengths and hashes. RFC 8017 8.1.2 and 8.2.2; RFC 7518 3.3 and 3.5.
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/openssl_signatures.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenBuilder;
using testing::TokenIssuer;

constexpr std::size_t modulusSize = 256;

std::string digestInfo(std::string_view hash) {
  return bytesOfHex("3031300d060960864801650304020105000420") + std::string(hash);
}

/// RFC 8017 9.2: 00 01 FF … FF 00 and the DigestInfo, then whatever `after` holds.
std::string block(std::string_view info, std::string_view after = "") {
  const std::size_t padding = modulusSize - 3 - info.size() - after.size();
  return std::string("\0\1", 2) + std::string(padding, '\xff') + '\0' + std::string(info) + std::string(after);
}

TEST_CASE("PKCS#1 blocks other than the one and only are refused") {
  const Target target(Algorithm::RS256);
  const std::string key = target.issuer().privateKeyPem();
  const std::string hash = sha256(signingInputOf(target.token()));
  const std::string info = digestInfo(hash);
  REQUIRE(rawRsaSignature(key, block(info)) == signatureOf(target.token()));

  const auto refusesBlock = [&](const std::string& altered) {
    target.refuses(target.token().signature(rawRsaSignature(key, altered)), ErrorCode::signatureInvalid);
  };
  const auto with = [&](std::size_t position, char byte) {
    std::string altered = block(info);
    altered[position] = byte;
    return altered;
  };
  refusesBlock(block(info, std::string(100, '\x5a')));  // garbage after the hash, CVE-2006-4339
  refusesBlock(block(info, std::string(1, '\0')));
  refusesBlock(std::string("\0\1\xff\0", 4) + info + std::string(modulusSize - 4 - info.size(), '\0'));
  refusesBlock(std::string("\0\1\0", 3) + std::string(modulusSize - 3 - info.size(), '\0') + info);
  refusesBlock(with(1, 2));       // block type of encryption
  refusesBlock(with(1, 0));       // block type 0
  refusesBlock(with(2, '\xfe'));  // padding is FF alone
  refusesBlock(with(100, 0));
  refusesBlock(block(hash));                                                              // no DigestInfo
  refusesBlock(block(bytesOfHex("302f300b0609608648016503040201") + "\x04\x20" + hash));  // NULL left out
  refusesBlock(block(bytesOfHex("3031300d060960864801650304020305000420") + hash));       // SHA-512's identifier
  refusesBlock(block(bytesOfHex("3031300d060960864801650304020105000420") + hash.substr(1) + '\0'));
  refusesBlock(block(bytesOfHex("308131300d060960864801650304020105000420") + hash));  // a longer length form
  refusesBlock(block(digestInfo(sha256("another message"))));
}

TEST_CASE("numbers outside of 1 to n-1, and those that are their own signature, are refused") {
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::PS256}) {
    const Target target(algorithm);
    const std::string modulus = rsaModulus(target.issuer().privateKeyPem());
    const std::string zero(modulusSize, '\0'), largest(modulusSize, '\xff');
    std::string one = zero, beforeModulus = modulus;
    one.back() = 1;
    --beforeModulus.back();
    for (const std::string& number : {zero, one, beforeModulus, modulus, largest}) {
      target.refuses(target.token().signature(number), ErrorCode::signatureInvalid);
    }
    const std::string honest = signatureOf(target.token());
    for (const std::string& number : {'\0' + honest, honest + '\0', honest.substr(1), honest.substr(0, 255)}) {
      target.refuses(target.token().signature(number), ErrorCode::signatureInvalid);
    }
  }
}

TEST_CASE("a cube root is not a signature under a key with exponent 3") {
  const std::string key = rsaPrivateKeyPem(2048, 3);
  const Target target(TokenIssuer::fromKey(Algorithm::RS256, key, "https://issuer.test/", "api"));
  const std::string info = digestInfo(sha256(signingInputOf(target.token())));
  const std::string prefix = std::string("\0\1", 2) + std::string(8, '\xff') + '\0' + info;
  const std::string forgery = cubeRootOf(prefix, modulusSize);
  REQUIRE(blockOfRsaSignature(key, forgery).starts_with(prefix));
  target.refuses(target.token().signature(forgery), ErrorCode::signatureInvalid);
}

TEST_CASE("PSS with another salt length, mask or hash is refused") {
  const Target target(Algorithm::PS256);
  const std::string key = target.issuer().privateKeyPem();
  const std::string input = signingInputOf(target.token());
  target.accepts(target.token().signature(pssSignature(key, input, "SHA256", "SHA256", 32)));
  for (const int saltLength : {0, 1, 20, 31, 33, 64, 222}) {
    CAPTURE(saltLength);
    target.refuses(target.token().signature(pssSignature(key, input, "SHA256", "SHA256", saltLength)),
                   ErrorCode::signatureInvalid);
  }
  for (const char* maskHash : {"SHA1", "SHA384", "SHA512"}) {
    CAPTURE(maskHash);
    target.refuses(target.token().signature(pssSignature(key, input, "SHA256", maskHash, 32)),
                   ErrorCode::signatureInvalid);
  }
  target.refuses(target.token().signature(pssSignature(key, input, "SHA512", "SHA512", 64)),
                 ErrorCode::signatureInvalid);
  target.refuses(target.token().signature(pssSignature(key, input, "SHA384", "SHA256", 32)),
                 ErrorCode::signatureInvalid);
}

}  // namespace
}  // namespace jwtauth::tests

// EC keys that were made by hand: another generator on a good curve (CVE-2020-0601), and the point at infinity.
#include <array>
#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/openssl_keys.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using testing::TokenIssuer;

constexpr char sequence = 0x30, integer = 0x02, bitString = 0x03, octetString = 0x04;

std::string der(char tag, const std::string& content) {
  const std::size_t size = content.size();
  std::string header(1, tag);
  if (size >= 0x100) header += "\x82", header += static_cast<char>(size >> 8);
  if (size >= 0x80 && size < 0x100) header += '\x81';
  return header + static_cast<char>(size & 0xff) + content;
}

/// A key on P-256 whose parameters are written out, with this point as the generator and as the key: its private
/// number is 1.
std::string keyWithGenerator(const std::string& point) {
  const std::string p = bytesOfHex("00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  const std::string a = bytesOfHex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
  const std::string b = bytesOfHex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  const std::string n = bytesOfHex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string primeField = bytesOfHex("06072a8648ce3d0101"), ecPublicKey = bytesOfHex("06072a8648ce3d0201");
  const std::string parameters = der(sequence, der(integer, "\1") + der(sequence, primeField + der(integer, p)) +
                                                   der(sequence, der(octetString, a) + der(octetString, b)) +
                                                   der(octetString, point) + der(integer, n) + der(integer, "\1"));
  return der(sequence, der(sequence, ecPublicKey + parameters) + der(bitString, '\0' + point));
}

std::string pointOf(const TokenIssuer& issuer) {
  const std::string key = bytesOfBase64(withoutArmor(issuer.publicKeyPem()));
  return key.substr(key.size() - 65);
}

/// Where the content of the element of DER at `place` begins, and where it ends.
std::pair<std::size_t, std::size_t> contentAt(const std::string& bytes, std::size_t place) {
  const auto byteAt = [&](std::size_t index) { return std::size_t{static_cast<unsigned char>(bytes.at(index))}; };
  std::size_t size = byteAt(place + 1), begin = place + 2;
  if (size >= 0x80) {
    const std::size_t sizeBytes = size & 0x7f;
    size = 0;
    for (std::size_t i = 0; i < sizeBytes; ++i) size = size << 8 | byteAt(begin++);
  }
  return {begin, begin + size};
}

/// The issuer's certificate with the point at infinity in the place of its key; the signature no longer matches.
std::string certificateOfInfinity(const TokenIssuer& issuer) {
  const std::string certificate = bytesOfBase64(withoutArmor(issuer.certificatePem()));
  const std::string algorithm = bytesOfHex("301306072a8648ce3d020106082a8648ce3d030107");
  const std::string key = der(sequence, algorithm + der(bitString, '\0' + pointOf(issuer)));
  const std::string infinity = der(sequence, algorithm + der(bitString, std::string(2, '\0')));
  const auto [begin, end] = contentAt(certificate, contentAt(certificate, 0).first);
  std::string toBeSigned = certificate.substr(begin, end - begin);
  toBeSigned.replace(toBeSigned.find(key), key.size(), infinity);
  return der(sequence, der(sequence, toBeSigned) + certificate.substr(end));
}

std::string codeOfKey(const std::string& text) {
  try {
    (void)VerificationKey::fromText(Algorithm::ES256, text);
  } catch (const ConfigurationError& error) {
    return std::string(nameOf(error.code()));
  }
  return "none";
}

/// A set of this certificate and of the issuer's honest key.
std::shared_ptr<KeyProvider> setBeside(const TokenIssuer& issuer, const std::string& certificate) {
  json set = json::parse(issuer.jwks());
  set["keys"].push_back({{"kty", "EC"}, {"kid", "odd"}, {"x5c", {standardBase64Of(certificate)}}});
  return parseJwks(set.dump(), std::array{Algorithm::ES256});
}

TEST_CASE("a key with another generator is refused, wherever it stands") {
  const TokenIssuer issuer(Algorithm::ES256);
  CHECK(codeOfKey(issuer.publicKeyPem()) == "none");
  CHECK(codeOfKey(standardBase64Of(keyWithGenerator(pointOf(issuer)))) == "keyUnusable");
}

TEST_CASE("a certificate of the point at infinity is refused, and the keys beside it in a set are used") {
  const TokenIssuer issuer(Algorithm::ES256);
  const std::string certificate = certificateOfInfinity(issuer);
  CHECK(codeOfKey(issuer.certificatePem()) == "none");
  CHECK(codeOfKey(standardBase64Of(certificate)) == "keyUnusable");

  const auto keys = setBeside(issuer, certificate);
  CHECK(keys->skipped().size() == 1);
  Target(issuer, keys).accepts(issuer.token());
}

}  // namespace
}  // namespace jwtauth::tests

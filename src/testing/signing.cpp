// A message and an issuer's key go in, a signature comes out, by each of the thirteen algorithms.
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

#include "src/libcrypto/libcrypto_name.hpp"
#include "src/testing/issuer_key.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0::testing {
namespace {

using SignatureHandle = std::unique_ptr<ECDSA_SIG, OpensslDeleter<ECDSA_SIG_free>>;

/// Null for EdDSA, which takes the message itself.
const EVP_MD* hashOf(Algorithm algorithm) noexcept {
  const std::string_view name = nameOf(algorithm);
  if (name.ends_with("256")) return EVP_sha256();
  if (name.ends_with("384")) return EVP_sha384();
  return name.ends_with("512") ? EVP_sha512() : nullptr;
}

/// ECDSA's DER as the two coordinates side by side.
std::string toJose(std::string_view der, std::size_t coordinateSize) {
  const unsigned char* position = bytesOf(der);
  const SignatureHandle signature(d2i_ECDSA_SIG(nullptr, &position, static_cast<long>(der.size())));
  requireOpenssl(signature != nullptr);
  std::string both(2 * coordinateSize, '\0');
  auto* output = reinterpret_cast<unsigned char*>(both.data());
  const int size = static_cast<int>(coordinateSize);
  requireOpenssl(BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), output, size) == size);
  requireOpenssl(BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), output + size, size) == size);
  return both;
}

}  // namespace

void requireOpenssl(bool succeeded) {
  if (succeeded) return;
  ERR_clear_error();
  throw std::runtime_error(JWTAUTH_LIBCRYPTO_NAME " failed while a test token or key was made");
}

KeyFamily familyOf(Algorithm algorithm) noexcept {
  if (isHmac(algorithm)) return KeyFamily::hmac;
  if (algorithm == Algorithm::EdDSA) return KeyFamily::ed25519;
  return algorithm <= Algorithm::PS512 ? KeyFamily::rsa : KeyFamily::ec;
}

std::string macOf(Algorithm hmac, std::string_view secret, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  requireOpenssl(HMAC(hashOf(hmac), secret.data(), static_cast<LibcryptoSize>(secret.size()), bytesOf(message),
                      message.size(), mac.data(), &size) != nullptr);
  return {mac.begin(), mac.begin() + size};
}

std::string sha256Of(std::string_view message) {
  std::string hash(32, '\0');
  requireOpenssl(EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(hash.data()), nullptr,
                            EVP_sha256(), nullptr) == 1);
  return hash;
}

std::string randomBytes(std::size_t size) {
  std::string bytes(size, '\0');
  requireOpenssl(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<LibcryptoSize>(size)) == 1);
  return bytes;
}

std::string signMessage(const IssuerAccess::Key& key, Algorithm algorithm, std::string_view message) {
  if (familyOf(algorithm) != familyOf(key.algorithm)) {
    throw std::logic_error("the issuer's key is not one for " + std::string(nameOf(algorithm)));
  }
  if (isHmac(algorithm)) return macOf(algorithm, key.secret, message);

  const DigestContextHandle context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // owned by the context
  requireOpenssl(context &&
                 EVP_DigestSignInit(context.get(), &settings, hashOf(algorithm), nullptr, key.pair.get()) == 1);
  if (nameOf(algorithm).starts_with("PS")) {
    requireOpenssl(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
                   EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  std::size_t size = 0;
  requireOpenssl(EVP_DigestSign(context.get(), nullptr, &size, bytesOf(message), message.size()) == 1);
  std::string signature(size, '\0');
  requireOpenssl(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                bytesOf(message), message.size()) == 1);
  signature.resize(size);
  if (familyOf(algorithm) != KeyFamily::ec) return signature;
  return toJose(signature, (static_cast<std::size_t>(EVP_PKEY_bits(key.pair.get())) + 7) / 8);
}

}  // namespace jwtauth::inline v0::testing

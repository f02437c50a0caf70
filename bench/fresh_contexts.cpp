// A signing input and a signature go in, OpenSSL's word on it comes out, with a context made for this one token. For
// algorithms with SHA-256, and EdDSA.
#include "bench/fresh_contexts.hpp"

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>

namespace jwtauth::bench {
namespace {

const unsigned char* bytesOf(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string derOf(const std::string& signature) {
  const auto half = static_cast<int>(signature.size() / 2);
  ECDSA_SIG* const pair = ECDSA_SIG_new();
  ECDSA_SIG_set0(pair, BN_bin2bn(bytesOf(signature), half, nullptr),
                 BN_bin2bn(bytesOf(signature) + half, half, nullptr));
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair, nullptr)), '\0');
  auto* output = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(pair, &output);
  ECDSA_SIG_free(pair);
  return der;
}

bool verifyMac(const std::string& secret, const std::string& input, const std::string& signature) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> code;
  unsigned size = 0;
  return HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytesOf(input), input.size(), code.data(),
              &size) != nullptr &&
         size == signature.size() && CRYPTO_memcmp(code.data(), signature.data(), size) == 0;
}

bool usePss(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

}  // namespace

FreshContexts::FreshContexts(const testing::TokenIssuer& issuer) : algorithm_(issuer.algorithm()) {
  if (isHmac(algorithm_)) {
    secret_ = issuer.key();
    return;
  }
  const std::string pem = issuer.publicKeyPem();
  BIO* const text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  key_ = {PEM_read_bio_PUBKEY(text, nullptr, nullptr, nullptr), &EVP_PKEY_free};
  BIO_free(text);
}

bool FreshContexts::verify(const std::string& input, const std::string& signature) const {
  if (isHmac(algorithm_)) return verifyMac(secret_, input, signature);
  const EVP_MD* const hash = algorithm_ == Algorithm::EdDSA ? nullptr : EVP_sha256();
  const std::string form = algorithm_ == Algorithm::ES256 ? derOf(signature) : signature;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;  // the context's own
  const bool verified = EVP_DigestVerifyInit(context, &parameters, hash, nullptr, key_.get()) == 1 &&
                        (algorithm_ != Algorithm::PS256 || usePss(parameters)) &&
                        EVP_DigestVerify(context, bytesOf(form), form.size(), bytesOf(input), input.size()) == 1;
  EVP_MD_CTX_free(context);
  return verified;
}

}  // namespace jwtauth::bench

// A token and its issuer go in; out come signing input, signature and key, as libcrypto takes them. Written apart from
// the library, which is measured beside it.
#include "bench/floor_material.hpp"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>

#include <cstdint>
#include <stdexcept>

namespace jwtauth::bench {
namespace {

/// Some libcryptos count in int, others in size_t: this goes into either.
std::uint16_t sizeOf(std::string_view text) {
  return static_cast<std::uint16_t>(text.size());
}

BIGNUM* numberIn(std::string_view bytes) {
  return BN_bin2bn(bytesOf(bytes), sizeOf(bytes), nullptr);
}

std::string decoded(std::string_view base64Url) {
  std::string text(base64Url);
  for (char& one : text) one = one == '-' ? '+' : one == '_' ? '/' : one;
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytesOf(text), sizeOf(text));
  require(size >= 0);
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string derOf(std::string_view signature) {
  const std::size_t half = signature.size() / 2;
  ECDSA_SIG* const pair = ECDSA_SIG_new();
  require(pair != nullptr &&
          ECDSA_SIG_set0(pair, numberIn(signature.substr(0, half)), numberIn(signature.substr(half))) == 1);
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair, nullptr)), '\0');
  auto* output = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(pair, &output);
  ECDSA_SIG_free(pair);
  return der;
}

std::shared_ptr<EVP_PKEY> publicKey(const testing::TokenIssuer& issuer) {
  const std::string pem = issuer.publicKeyPem();
  BIO* const input = BIO_new_mem_buf(pem.data(), sizeOf(pem));
  EVP_PKEY* const key = PEM_read_bio_PUBKEY(input, nullptr, nullptr, nullptr);
  BIO_free(input);
  require(key != nullptr);
  return {key, &EVP_PKEY_free};
}

}  // namespace

void require(bool done) {
  if (!done) throw std::runtime_error("libcrypto could not prepare the floor");
}

FloorMaterial::FloorMaterial(const testing::TokenIssuer& issuer, std::string_view token)
    : algorithm(issuer.algorithm()),
      input(token.substr(0, token.rfind('.'))),
      signature(decoded(token.substr(token.rfind('.') + 1))) {
  if (is("HS")) {
    secret = issuer.key();
  } else {
    key = publicKey(issuer);
  }
  if (is("ES")) signature = derOf(signature);
}

}  // namespace jwtauth::bench

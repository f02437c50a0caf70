// Numbers go in, a key of OpenSSL's comes out; a key goes in, what is known of it comes out.
#include "src/libcrypto/public_key.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <array>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {
namespace {

using ParameterBuilderHandle = std::unique_ptr<OSSL_PARAM_BLD, OpensslDeleter<OSSL_PARAM_BLD_free>>;
using ParametersHandle = std::unique_ptr<OSSL_PARAM, OpensslDeleter<OSSL_PARAM_free>>;

PkeyHandle fromParameters(const char* type, OSSL_PARAM_BLD* builder) {
  const ParametersHandle parameters(OSSL_PARAM_BLD_to_param(builder));
  const PkeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return PkeyHandle(key);
}

NumberHandle numberOf(std::string_view bigEndian) {
  return NumberHandle(BN_bin2bn(bytesOf(bigEndian), static_cast<int>(bigEndian.size()), nullptr));
}

NumberHandle numberOf(const NativeKey& key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key.get(), name, &number) != 1) {
    requireMemory();
    return nullptr;
  }
  return NumberHandle(number);
}

struct CurveName {
  Curve curve;
  const char* name;
  std::string_view other;
};

constexpr std::array<CurveName, 3> curveNames{
    {{Curve::p256, "prime256v1", "P-256"}, {Curve::p384, "secp384r1", "P-384"}, {Curve::p521, "secp521r1", "P-521"}}};

/// Whether the parameters of an EC key are written out (RFC 3279 2.3.5) and are not those of a curve that has a name:
/// CVE-2020-0601. OpenSSL then answers as if it had no memory.
bool hasWrittenParameters(const NativeKey& key) noexcept {
  std::array<char, 80> encoding{};
  return EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, encoding.data(), encoding.size(),
                                        nullptr) == 1 &&
         std::string_view(encoding.data()) == OSSL_PKEY_EC_ENCODING_EXPLICIT;
}

const char* groupOf(Curve curve) noexcept {
  for (const CurveName& one : curveNames) {
    if (one.curve == curve) return one.name;
  }
  return "";
}

}  // namespace

Result<PublicKey> makeRsaKey(std::string_view modulus, std::string_view exponent) {
  const ErrorQueueGuard guard;
  const NumberHandle n = numberOf(modulus), e = numberOf(exponent);
  const ParameterBuilderHandle builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return keyOrRefusal(nullptr);
  }
  return keyOrRefusal(fromParameters("RSA", builder.get()));
}

Result<PublicKey> makeEcKey(Curve curve, std::string_view x, std::string_view y) {
  const ErrorQueueGuard guard;
  std::string point = "\4";  // uncompressed, SEC 1 2.3.3
  point.append(x).append(y);
  const ParameterBuilderHandle builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, groupOf(curve), 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return keyOrRefusal(nullptr);
  }
  return keyOrRefusal(fromParameters("EC", builder.get()));
}

std::optional<RsaFacts> rsaFactsOf(const NativeKey& key) {
  const ErrorQueueGuard guard;
  const NumberHandle modulus = numberOf(key, OSSL_PKEY_PARAM_RSA_N), exponent = numberOf(key, OSSL_PKEY_PARAM_RSA_E);
  if (!modulus || !exponent) return std::nullopt;
  return RsaFacts{.modulusBits = static_cast<std::size_t>(BN_num_bits(modulus.get())),
                  .exponentBits = static_cast<std::size_t>(BN_num_bits(exponent.get())),
                  .isModulusOdd = BN_is_odd(modulus.get()) == 1,
                  .isExponentOdd = BN_is_odd(exponent.get()) == 1};
}

Curve curveOf(const NativeKey& key) {
  const ErrorQueueGuard guard;
  std::array<char, 80> group{};
  if (EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) != 1) {
    if (!hasWrittenParameters(key)) requireMemory();
    return Curve::other;
  }
  const std::string_view name = group.data();
  for (const CurveName& one : curveNames) {
    if (name == one.name || name == one.other) return one.curve;
  }
  return Curve::other;
}

bool isPointOnCurve(const NativeKey& key) {
  const ErrorQueueGuard guard;
  const PkeyContextHandle context(EVP_PKEY_CTX_new(key.get(), nullptr));
  if (context && EVP_PKEY_public_check(context.get()) == 1) return true;
  requireMemory();
  return false;
}

int compare(const NativeKey& one, const NativeKey& other) noexcept {
  return EVP_PKEY_eq(one.get(), other.get());
}

int encode(const NativeKey& key, unsigned char** der) noexcept {
  return i2d_PUBKEY(key.get(), der);
}

}  // namespace jwtauth::inline v0

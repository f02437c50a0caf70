// Numbers go in, a key of BoringSSL or AWS-LC comes out; a key goes in, what is known of it comes out.
#include "src/libcrypto/public_key.hpp"

#include <openssl/ec_key.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include <array>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {
namespace {

using RsaHandle = std::unique_ptr<RSA, OpensslDeleter<RSA_free>>;
using EcHandle = std::unique_ptr<EC_KEY, OpensslDeleter<EC_KEY_free>>;
using PointHandle = std::unique_ptr<EC_POINT, OpensslDeleter<EC_POINT_free>>;

NumberHandle numberOf(std::string_view bigEndian) {
  return NumberHandle(BN_bin2bn(bytesOf(bigEndian), bigEndian.size(), nullptr));
}

struct CurveId {
  Curve curve;
  int id;
};

constexpr std::array<CurveId, 3> curveIds{
    {{Curve::p256, NID_X9_62_prime256v1}, {Curve::p384, NID_secp384r1}, {Curve::p521, NID_secp521r1}}};

int idOf(Curve curve) noexcept {
  for (const CurveId& one : curveIds) {
    if (one.curve == curve) return one.id;
  }
  return NID_undef;
}

/// A key of this type out of one that is bound to no type.
template <auto Set, class Handle>
Result<PublicKey> keyOf(const Handle& typed, std::string_view bytes = {}) {
  PkeyHandle key(typed ? EVP_PKEY_new() : nullptr);
  if (key && Set(key.get(), typed.get()) != 1) key = nullptr;
  return keyOrRefusal(std::move(key), bytes);
}

EcHandle ecKeyOf(Curve curve, std::string_view point) {
  EcHandle key(EC_KEY_new_by_curve_name(idOf(curve)));
  if (!key) return nullptr;
  const EC_GROUP* const group = EC_KEY_get0_group(key.get());
  const PointHandle decoded(EC_POINT_new(group));
  if (!decoded || EC_POINT_oct2point(group, decoded.get(), bytesOf(point), point.size(), nullptr) != 1 ||
      EC_KEY_set_public_key(key.get(), decoded.get()) != 1) {
    return nullptr;
  }
  return key;
}

}  // namespace

Result<PublicKey> makeRsaKey(std::string_view modulus, std::string_view exponent) {
  const ErrorQueueGuard guard;
  const NumberHandle n = numberOf(modulus), e = numberOf(exponent);
  const RsaHandle rsa(n && e ? RSA_new_public_key(n.get(), e.get()) : nullptr);
  return keyOf<EVP_PKEY_set1_RSA>(rsa, exponent);
}

Result<PublicKey> makeEcKey(Curve curve, std::string_view x, std::string_view y) {
  const ErrorQueueGuard guard;
  std::string point = "\4";  // uncompressed, SEC 1 2.3.3
  return keyOf<EVP_PKEY_set1_EC_KEY>(ecKeyOf(curve, point.append(x).append(y)));
}

std::optional<RsaFacts> rsaFactsOf(const NativeKey& key) {
  const RSA* const rsa = EVP_PKEY_get0_RSA(key.get());
  const BIGNUM *const modulus = RSA_get0_n(rsa), *const exponent = RSA_get0_e(rsa);
  if (modulus == nullptr || exponent == nullptr) return std::nullopt;
  return RsaFacts{.modulusBits = BN_num_bits(modulus),
                  .exponentBits = BN_num_bits(exponent),
                  .isModulusOdd = BN_is_odd(modulus) == 1,
                  .isExponentOdd = BN_is_odd(exponent) == 1};
}

Curve curveOf(const NativeKey& key) {
  const int id = EC_GROUP_get_curve_name(EC_KEY_get0_group(EVP_PKEY_get0_EC_KEY(key.get())));
  for (const CurveId& one : curveIds) {
    if (one.id == id) return one.curve;
  }
  return Curve::other;
}

bool isPointOnCurve(const NativeKey& key) {
  const ErrorQueueGuard guard;
  if (EC_KEY_check_key(EVP_PKEY_get0_EC_KEY(key.get())) == 1) return true;
  requireMemory();
  return false;
}

int compare(const NativeKey& one, const NativeKey& other) noexcept {
  return EVP_PKEY_cmp(one.get(), other.get());
}

// AWS-LC reads keys for RSASSA-PSS alone, and writes only what they have in common with others.
int encode(const NativeKey& key, unsigned char** der) noexcept {
  return typeOf(key) == KeyType::rsaPss ? i2d_RSAPublicKey(EVP_PKEY_get0_RSA(key.get()), der)
                                        : i2d_PUBKEY(key.get(), der);
}

}  // namespace jwtauth::inline v0

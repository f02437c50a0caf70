#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "jwtauth/result.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/libcrypto/small_order.hpp"

// Public keys, read, built and described by the libcrypto: bytes and numbers go in, values come out, and no type of the
// libcrypto's. Every function throws std::bad_alloc for lack of memory and nothing else, and leaves the thread's error
// queue empty.
namespace jwtauth::inline v0 {

/// A public key as the libcrypto holds it; only src/libcrypto looks inside. Immutable, safe for any number of threads.
struct NativeKey;
using PublicKey = std::shared_ptr<const NativeKey>;

// --- Reading and building. Refused with keyUnusable, or keyTooWeak where the libcrypto itself refuses weak keys; the
// detail ends the sentence "the text is …".

/// The detail for a text in which the libcrypto finds no key at all, or none of a kind that it has.
inline constexpr std::string_view notAPublicKey = "not a public key that " JWTAUTH_LIBCRYPTO_NAME " can read";

/// The DER of a SubjectPublicKeyInfo (RFC 5280 4.1), and nothing after it.
Result<PublicKey> readSubjectPublicKeyInfo(std::string_view der);

/// The DER of an RSAPublicKey (RFC 8017 A.1.1), and nothing after it.
Result<PublicKey> readRsaPublicKey(std::string_view der);

struct Certificate {
  Result<PublicKey> key;                  ///< refused as by readSubjectPublicKeyInfo
  std::string commonName;                 ///< of the subject, in UTF-8; empty when it has none
  long long notBefore = 0, notAfter = 0;  ///< seconds since 1970
};

/// The DER of an X.509 certificate, and nothing after it. Nothing when it is not one.
std::optional<Certificate> readCertificate(std::string_view der);

bool isPrivateKey(std::string_view der);

/// The names of the curves are NIST's.
enum class Curve { p256, p384, p521, other };

/// Numbers are big-endian.
Result<PublicKey> makeRsaKey(std::string_view modulus, std::string_view exponent);
/// Coordinates are as long as the curve's, leading zeros included.
Result<PublicKey> makeEcKey(Curve curve, std::string_view x, std::string_view y);
Result<PublicKey> makeEd25519Key(const Ed25519Point& point);

// --- What is known of a key

enum class KeyType { rsa, rsaPss, ec, ed25519, ed448, other };

struct RsaFacts {
  std::size_t modulusBits, exponentBits;
  bool isModulusOdd, isExponentOdd;
};

KeyType typeOf(const NativeKey& key) noexcept;

/// Of an RSA key. Nothing when it lacks one of its numbers.
std::optional<RsaFacts> rsaFactsOf(const NativeKey& key);

/// Of an EC key.
Curve curveOf(const NativeKey& key);
bool isPointOnCurve(const NativeKey& key);

/// Of an Ed25519 key. Nothing when the libcrypto does not show it.
std::optional<Ed25519Point> ed25519PointOf(const NativeKey& key);

bool areSame(const NativeKey& one, const NativeKey& other);

/// Bytes that the same key has, however it was written, and no other key. Nothing when the libcrypto cannot write it.
std::optional<std::string> identityOf(const NativeKey& key);

}  // namespace jwtauth::inline v0

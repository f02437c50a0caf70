// A point of Ed25519 goes in, a key comes out; a key goes in, what every libcrypto says of it by the same calls comes
// out.
#include "src/libcrypto/public_key.hpp"

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/libcrypto/native_key.hpp"

namespace jwtauth::inline v0 {

Result<PublicKey> keyOrRefusal(PkeyHandle handle, std::string_view bytes) {
  if (handle) return PublicKey(std::make_shared<NativeKey>(std::move(handle)));
  return refusalOfKey(JWTAUTH_LIBCRYPTO_NAME " cannot read the key; its point may be off the curve", bytes);
}

Result<PublicKey> makeEd25519Key(const Ed25519Point& point) {
  const ErrorQueueGuard guard;
  return keyOrRefusal(PkeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size())));
}

KeyType typeOf(const NativeKey& key) noexcept {
  switch (EVP_PKEY_base_id(key.get())) {
    case EVP_PKEY_RSA:
      return KeyType::rsa;
    case EVP_PKEY_RSA_PSS:
      return KeyType::rsaPss;
    case EVP_PKEY_EC:
      return KeyType::ec;
    case EVP_PKEY_ED25519:
      return KeyType::ed25519;
    case EVP_PKEY_ED448:
      return KeyType::ed448;
    default:
      return KeyType::other;
  }
}

std::optional<Ed25519Point> ed25519PointOf(const NativeKey& key) {
  const ErrorQueueGuard guard;
  Ed25519Point point{};
  std::size_t size = point.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), point.data(), &size) == 1 && size == point.size()) return point;
  requireMemory();
  return std::nullopt;
}

bool areSame(const NativeKey& one, const NativeKey& other) {
  if (typeOf(one) != typeOf(other)) return false;  // OpenSSL reports another type as it does lack of memory
  const ErrorQueueGuard guard;
  if (compare(one, other) == 1) return true;
  if (ERR_peek_error() != 0) requireMemory();
  return false;
}

std::optional<std::string> identityOf(const NativeKey& key) {
  const ErrorQueueGuard guard;
  unsigned char* der = nullptr;
  const int size = encode(key, &der);
  if (size <= 0) {
    requireMemory();
    return std::nullopt;
  }
  const BytesHandle owner(der);
  return std::string(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
}

}  // namespace jwtauth::inline v0

// The DER of a public key or a certificate goes in, the key and what the certificate says come out. By calls that every
// libcrypto has.
#include <new>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/libcrypto/public_key.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Runs one of the d2i functions, which has to take every byte. OpenSSL 3.0 reports the same error for a key that it
/// does not know and for one that it had no memory for: a second try distinguishes them.
template <class Handle, class Decode>
Result<Handle> decodeWhole(std::string_view der, Decode decode) {
  Handle handle;
  const unsigned char* position = nullptr;
  for (int tries = 0; tries < 2; ++tries) {
    ERR_clear_error();
    position = bytesOf(der);
    handle.reset(decode(&position, static_cast<long>(der.size())));
    if (!isDecodeError()) break;
  }
  if (!handle) return refusalOfKey(notAPublicKey, der);
  if (position != bytesOf(der) + der.size()) return Error{ErrorCode::keyUnusable, notAPublicKey};
  return handle;
}

template <class Decode>
Result<PublicKey> readKey(std::string_view der, Decode decode) {
  const ErrorQueueGuard guard;
  auto handle = decodeWhole<PkeyHandle>(der, decode);
  if (!handle) return handle.error();
  return PublicKey(std::make_shared<NativeKey>(*std::move(handle)));
}

std::string commonNameOf(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
  if (size < 0) return {};
  const BytesHandle owner(utf8);
  return {reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size)};
}

long long secondsOf(const ASN1_TIME* time) {
  const TimeHandle epoch(ASN1_TIME_set(nullptr, 0));
  if (!epoch) throw std::bad_alloc();
  int days = 0, seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return 0;
  return days * 86'400LL + seconds;
}

Result<PublicKey> keyOf(X509* certificate) {
  ERR_clear_error();
  if (PkeyHandle handle{X509_get_pubkey(certificate)}) return PublicKey(std::make_shared<NativeKey>(std::move(handle)));
  // The certificate no longer knows why it could not decode the key: the key itself does.
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return refusalOfKey(notAPublicKey);
  const BytesHandle owner(der);
  return readSubjectPublicKeyInfo({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
}

}  // namespace

Result<PublicKey> readSubjectPublicKeyInfo(std::string_view der) {
  return readKey(der, [](auto** at, long size) { return d2i_PUBKEY(nullptr, at, size); });
}

Result<PublicKey> readRsaPublicKey(std::string_view der) {
  return readKey(der, [](auto** at, long size) { return d2i_PublicKey(EVP_PKEY_RSA, nullptr, at, size); });
}

bool isPrivateKey(std::string_view der) {
  const ErrorQueueGuard guard;
  return decodeWhole<PkeyHandle>(der, [](auto** at, long size) { return d2i_AutoPrivateKey(nullptr, at, size); })
      .hasValue();
}

std::optional<Certificate> readCertificate(std::string_view der) {
  const ErrorQueueGuard guard;
  const auto certificate = decodeWhole<CertificateHandle>(der, [](auto** at, long size) {
    X509* decoded = d2i_X509(nullptr, at, size);
    if (decoded != nullptr) (void)X509_get0_pubkey(decoded);  // its errors say whether the key inside was decoded, too
    return decoded;
  });
  if (!certificate) return std::nullopt;
  X509* const x509 = certificate->get();
  return Certificate{.key = keyOf(x509),
                     .commonName = commonNameOf(x509),
                     .notBefore = secondsOf(X509_get0_notBefore(x509)),
                     .notAfter = secondsOf(X509_get0_notAfter(x509))};
}

}  // namespace jwtauth::inline v0

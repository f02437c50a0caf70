// The DER of a public key or a certificate goes in, the key and what the certificate says come out. By calls that every
// libcrypto has.
#include <openssl/x509.h>

#include <chrono>
#include <ctime>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/libcrypto/public_key.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {
namespace {

bool isDecodeError(unsigned long error) noexcept {
  return ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == EVP_R_DECODE_ERROR;
}

/// Runs one of the d2i functions; a null handle unless it takes every byte. OpenSSL 3.0 reports the same error for a
/// key that it does not know and for one that it had no memory for: a second try distinguishes them.
template <class Handle, class Decode>
Handle decodeWhole(std::string_view der, Decode decode) {
  Handle handle;
  const unsigned char* position = nullptr;
  for (int tries = 0; tries < 2; ++tries) {
    ERR_clear_error();
    position = bytesOf(der);
    handle.reset(decode(&position, static_cast<long>(der.size())));
    if (!isDecodeError(ERR_peek_last_error())) break;
  }
  if (!handle && !isDecodeError(ERR_peek_last_error())) requireMemory();
  return position == bytesOf(der) + der.size() ? std::move(handle) : Handle();
}

template <class Decode>
Result<PublicKey> readKey(std::string_view der, Decode decode) {
  const ErrorQueueGuard guard;
  auto handle = decodeWhole<PkeyHandle>(der, decode);
  if (!handle) return Error{ErrorCode::keyUnusable, "not a public key that OpenSSL can read"};
  return PublicKey(std::make_shared<NativeKey>(std::move(handle)));
}

std::string commonNameOf(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (index < 0) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
  if (size < 0) return {};
  std::string name(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  return name;
}

long long secondsOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  // By the calendar, since the systems' time_t may end in 2038.
  using namespace std::chrono;
  const year_month_day date(year(parts.tm_year + 1900), month(static_cast<unsigned>(parts.tm_mon + 1)),
                            day(static_cast<unsigned>(parts.tm_mday)));
  const sys_seconds moment = sys_days(date) + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
  return moment.time_since_epoch().count();
}

/// Null when the key cannot be read, though the certificate around it can.
PublicKey keyOf(X509* certificate) {
  ERR_clear_error();
  PkeyHandle handle(X509_get_pubkey(certificate));
  if (!handle && !isDecodeError(ERR_peek_last_error())) requireMemory();
  return handle ? std::make_shared<NativeKey>(std::move(handle)) : nullptr;
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
  return decodeWhole<PkeyHandle>(der, [](auto** at, long size) { return d2i_AutoPrivateKey(nullptr, at, size); }) !=
         nullptr;
}

std::optional<Certificate> readCertificate(std::string_view der) {
  const ErrorQueueGuard guard;
  const auto certificate = decodeWhole<CertificateHandle>(der, [](auto** at, long size) {
    X509* decoded = d2i_X509(nullptr, at, size);
    if (decoded != nullptr) (void)X509_get0_pubkey(decoded);  // its errors say whether the key inside was decoded, too
    return decoded;
  });
  if (!certificate) return std::nullopt;
  return Certificate{.key = keyOf(certificate.get()),
                     .commonName = commonNameOf(certificate.get()),
                     .notBefore = secondsOf(X509_get0_notBefore(certificate.get())),
                     .notAfter = secondsOf(X509_get0_notAfter(certificate.get()))};
}

}  // namespace jwtauth::inline v0

#include "tests/remote/tls_identity.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>

#include "src/libcrypto/openssl_handles.hpp"

namespace jwtauth::tests {
namespace {

using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, OpensslDeleter<X509_EXTENSION_free>>;

constexpr long day = 24L * 60 * 60;

void require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL failed while a certificate was made");
}

template <class Write>
std::string pemBy(Write write) {
  const BioHandle memory(BIO_new(BIO_s_mem()));
  require(memory && write(memory.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

struct Owner {
  PkeyHandle key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  CertificateHandle certificate{X509_new()};
};

void setName(X509* certificate, const char* commonName) {
  const NameHandle name(X509_NAME_new());
  const auto* text = reinterpret_cast<const unsigned char*>(commonName);
  require(name && X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
          X509_set_subject_name(certificate, name.get()) == 1);
}

void extend(X509* certificate, int id, const char* value) {
  const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Owner makeOwner(const char* commonName, long notBefore, long notAfter, int serial) {
  Owner owner;
  require(owner.key && owner.certificate);
  X509* certificate = owner.certificate.get();
  require(X509_set_version(certificate, X509_VERSION_3) == 1 && X509_set_pubkey(certificate, owner.key.get()) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), notBefore);
  X509_gmtime_adj(X509_getm_notAfter(certificate), notAfter);
  setName(certificate, commonName);
  return owner;
}

}  // namespace

TlsIdentity makeTlsIdentity(CertificateFlaw flaw) {
  // Each has its own name: OpenSSL finds authorities by that alone.
  static std::atomic<int> count{0};
  const std::string named = "authority " + std::to_string(++count) + " of a test";
  const Owner authority = makeOwner(named.c_str(), -2 * day, 2 * day, 1);
  extend(authority.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  const X509_NAME* issuer = X509_get_subject_name(authority.certificate.get());
  require(X509_set_issuer_name(authority.certificate.get(), issuer) == 1);
  require(X509_sign(authority.certificate.get(), authority.key.get(), EVP_sha256()) > 0);

  const Owner server = makeOwner("server of a test", -2 * day, flaw == CertificateFlaw::expired ? -day : day, 2);
  extend(server.certificate.get(), NID_subject_alt_name,
         flaw == CertificateFlaw::otherName ? "DNS:other.example" : "IP:127.0.0.1");
  require(X509_set_issuer_name(server.certificate.get(), issuer) == 1);
  require(X509_sign(server.certificate.get(), authority.key.get(), EVP_sha256()) > 0);

  return {pemBy([&](BIO* out) { return PEM_write_bio_X509(out, authority.certificate.get()); }),
          pemBy([&](BIO* out) { return PEM_write_bio_X509(out, server.certificate.get()); }), pemBy([&](BIO* out) {
            return PEM_write_bio_PrivateKey(out, server.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace jwtauth::tests

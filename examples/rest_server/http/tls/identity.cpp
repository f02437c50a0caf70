// The names of a certificate's and a key's file go in, what TLS connections are made from comes out. Refused: a key
// that is another certificate's, keys and signatures that are too weak.
#include "http/tls/identity.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "http/tls/pem_files.hpp"

namespace rest::http {
namespace {

using File = TlsFileError::File;
using namespace std::chrono_literals;

constexpr auto earlyWarning = 14 * 24h;
constexpr std::size_t namesShown = 3;

// RFC 9325 4.2: forward secrecy and authenticated encryption. TLS 1.3 has nothing else.
constexpr const char* tls12Ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view keyAgreements = "X25519:P-256:P-384";
constexpr int strength112 = 2;  // RSA from 2,048 bits, no SHA-1

constexpr unsigned char http11[] = "\x08http/1.1";

/// RFC 7301 3.2: a client that offers protocols, but not ours, is told so.
int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                   unsigned int offeredSize, void*) {
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, size, http11, sizeof http11 - 1, offered, offeredSize);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// These setters fail only for lack of memory.
void require(bool isDone) {
  if (!isDone) throw std::runtime_error("TLS cannot be set up: " + takeOpenSslReason());
}

void setManners(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, strength112);
  require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  require(SSL_CTX_set_max_proto_version(context, 0) == 1);
  require(SSL_CTX_set_cipher_list(context, tls12Ciphers) == 1);
  std::string groups(keyAgreements);  // the macro takes the const away
  require(SSL_CTX_set1_groups_list(context, groups.data()) == 1);
  SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  // Nothing is resumed: the key of the tickets would open what was recorded as long as the process lives.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  require(SSL_CTX_set_num_tickets(context, 0) == 1);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  // Without AUTO_RETRY a client that sends nothing but key updates comes back to the event loop as others do.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  // The chain is the file's: without NO_AUTO_CHAIN OpenSSL looks for the rest of it at each handshake.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_read_ahead(context, 1);
}

/// A certificate that leads nowhere is no reason to end the handshake: whether it counts is asked afterwards, and the
/// refusal is an answer of HTTP (RFC 8705 3).
int goOnWithAny(int, X509_STORE_CTX*) {
  return 1;
}

void askClients(SSL_CTX* context, const TlsFiles& files) {
  constexpr long longestChain = 32 * 1024;
  SSL_CTX_set_max_cert_list(context, longestChain);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, goOnWithAny);
  if (files.clientAuthorities.empty()) return;
  STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(files.clientAuthorities.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, files.clientAuthorities.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    throw TlsFileError(
        File::clientAuthorities,
        files.clientAuthorities + " holds no certificates of authorities in PEM: " + takeOpenSslReason());
  }
  SSL_CTX_set_client_CA_list(context, names);
}

/// Refuses a key that does not fit, and says of the usual mistake which one it is.
void checkPair(const std::vector<Certificate>& chain, const PrivateKey& key, const TlsFiles& files) {
  const auto fits = [&key](const Certificate& each) { return X509_check_private_key(each.get(), key.get()) == 1; };
  const auto own = std::find_if(chain.begin(), chain.end(), fits);
  ERR_clear_error();
  if (own == chain.begin()) return;
  if (own != chain.end()) {
    throw TlsFileError(File::certificate, files.certificate + ": the private key is that of certificate " +
                                              std::to_string(own - chain.begin() + 1) +
                                              "; expected the server's certificate to be the first");
  }
  throw TlsFileError(File::privateKey, files.privateKey + " is not the key of the certificate in " + files.certificate +
                                           "; expected the two to be a pair");
}

void usePair(SSL_CTX* context, const std::vector<Certificate>& chain, const PrivateKey& key, const TlsFiles& files) {
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) {
    throw TlsFileError(File::certificate,
                       files.certificate + ": the certificate cannot be used: " + takeOpenSslReason());
  }
  for (auto each = chain.begin() + 1; each != chain.end(); ++each) {
    if (SSL_CTX_add1_chain_cert(context, each->get()) == 1) continue;
    throw TlsFileError(File::certificate, files.certificate + ": certificate " +
                                              std::to_string(each - chain.begin() + 1) +
                                              " cannot be used: " + takeOpenSslReason());
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    throw TlsFileError(File::privateKey, files.privateKey + ": the key cannot be used: " + takeOpenSslReason());
  }
}

std::chrono::sys_seconds timeOf(const ASN1_TIME* time) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(time, &utc) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&utc)));
}

std::string textOf(std::chrono::sys_seconds moment) {
  return utcText(moment, TimePrecision::seconds);
}

/// The DNS names that the certificate is for, as many as a line should have.
std::string namesOf(X509* certificate) {
  std::string names;
  std::size_t count = 0;
  auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
    if (name->type != GEN_DNS || ++count > namesShown) continue;
    const ASN1_IA5STRING* text = name->d.dNSName;
    names += names.empty() ? "" : ", ";
    names.append(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                 static_cast<std::size_t>(ASN1_STRING_length(text)));
  }
  GENERAL_NAMES_free(all);
  if (count > namesShown) names += " and " + std::to_string(count - namesShown) + " more";
  return names.empty() ? "no DNS name" : names;
}

bool isHostName(std::string_view host) {
  constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  return !host.empty() && host.front() != '.' && host.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

void TlsIdentity::FreeContext::operator()(SSL_CTX* context) const noexcept {
  SSL_CTX_free(context);
}

TlsIdentity::TlsIdentity(const TlsFiles& files)
    : context_(SSL_CTX_new(TLS_server_method())), verifiesClients_(!files.clientAuthorities.empty()) {
  require(context_ != nullptr);
  setManners(context_.get());
  const std::vector<Certificate> chain = readCertificates(files);
  const PrivateKey key = readPrivateKey(files);
  checkPair(chain, key, files);
  usePair(context_.get(), chain, key, files);
  if (files.asksClients) askClients(context_.get(), files);
  goodFrom_ = timeOf(X509_get0_notBefore(chain.front().get()));
  goodUntil_ = timeOf(X509_get0_notAfter(chain.front().get()));
}

TlsIdentity::~TlsIdentity() = default;

bool TlsIdentity::isGoodFor(std::string_view host) const {
  X509* certificate = SSL_CTX_get0_certificate(context_.get());
  bool isGood = false;
  if (host.starts_with('[') && host.ends_with(']')) {
    const std::string address(host.substr(1, host.size() - 2));
    isGood = X509_check_ip_asc(certificate, address.c_str(), 0) == 1;
  } else if (isHostName(host)) {
    const std::string name(host);
    isGood = X509_check_host(certificate, name.data(), name.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
    if (!isGood) isGood = X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
  }
  ERR_clear_error();
  return isGood;
}

std::string TlsIdentity::description() const {
  return "the certificate for " + namesOf(SSL_CTX_get0_certificate(context_.get())) + ", good until " +
         textOf(goodUntil_);
}

std::string TlsIdentity::warning(UtcTime now) const {
  if (now >= goodUntil_) return "the certificate has expired at " + textOf(goodUntil_) + ": clients refuse it";
  if (now < goodFrom_) return "the certificate is not good before " + textOf(goodFrom_) + ": clients refuse it";
  if (now >= goodUntil_ - earlyWarning) return "the certificate expires soon, at " + textOf(goodUntil_);
  return "";
}

}  // namespace rest::http

// The names of PEM files go in, certificates and a private key come out. Refused: files that cannot be read or are too
// large, what is not PEM, keys whose passphrase is missing or wrong.
#include "http/tls/pem_files.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace rest::http {
namespace {

using File = TlsFileError::File;

constexpr std::size_t largestFile = 1024 * 1024;

struct FreeBio {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

/// The bytes of a file, which may be those of a key: nothing of them stays in memory.
class FileBytes {
 public:
  FileBytes(File file, const std::string& path, const std::string& expected) {
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    stream.read(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
    if (stream.bad() || (!stream.is_open() && errno == 0)) errno = EIO;
    if (!stream.is_open() || stream.bad()) {
      throw TlsFileError(file, path + " cannot be read: " + std::strerror(errno) + "; expected " + expected);
    }
    size_ = static_cast<std::size_t>(stream.gcount());
    if (size_ == bytes_.size()) {
      throw TlsFileError(file, path + " is larger than 1 MiB; expected " + expected);
    }
  }
  ~FileBytes() { OPENSSL_cleanse(bytes_.data(), size_); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  Bio reader() const { return Bio(BIO_new_mem_buf(bytes_.data(), static_cast<int>(size_))); }
  bool has(std::string_view text) const {
    return std::string_view(bytes_.data(), size_).find(text) != std::string_view::npos;
  }

 private:
  std::vector<char> bytes_ = std::vector<char>(largestFile);
  std::size_t size_ = 0;
};

/// OpenSSL asks here instead of on the terminal.
int givePassphrase(char* buffer, int size, int, void* files) {
  const std::string& passphrase = static_cast<const TlsFiles*>(files)->passphrase;
  if (passphrase.empty() || passphrase.size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, passphrase.data(), passphrase.size());
  return static_cast<int>(passphrase.size());
}

}  // namespace

void FreeTlsPart::operator()(X509* certificate) const noexcept {
  X509_free(certificate);
}

void FreeTlsPart::operator()(EVP_PKEY* key) const noexcept {
  EVP_PKEY_free(key);
}

std::string takeOpenSslReason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  std::string text = reason == nullptr ? "no reason is given" : reason;
  ERR_clear_error();
  return text;
}

std::vector<Certificate> readCertificates(const TlsFiles& files) {
  static const std::string expected = "the server's certificate in PEM, followed by those that lead to its issuer";
  const FileBytes bytes(File::certificate, files.certificate, expected);
  const Bio reader = bytes.reader();
  std::vector<Certificate> chain;
  while (Certificate next{PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)}) chain.push_back(std::move(next));
  const bool isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const std::string reason = takeOpenSslReason();
  if (!isAtEnd) {
    throw TlsFileError(File::certificate, files.certificate + ": certificate " + std::to_string(chain.size() + 1) +
                                              " cannot be read (" + reason + "); expected " + expected);
  }
  if (chain.empty()) {
    throw TlsFileError(File::certificate, files.certificate + " has no certificate in it; expected " + expected);
  }
  return chain;
}

PrivateKey readPrivateKey(const TlsFiles& files) {
  static const std::string expected = "the certificate's private key in PEM";
  const FileBytes bytes(File::privateKey, files.privateKey, expected);
  TlsFiles asked = files;
  PrivateKey key(PEM_read_bio_PrivateKey(bytes.reader().get(), nullptr, givePassphrase, &asked));
  OPENSSL_cleanse(asked.passphrase.data(), asked.passphrase.size());
  const std::string reason = takeOpenSslReason();
  if (key) return key;

  const bool isEncrypted = bytes.has("ENCRYPTED");
  if (isEncrypted && files.passphrase.empty()) {
    throw TlsFileError(File::privateKey, files.privateKey +
                                             " is encrypted, and there is no certificate-password; expected one, or a "
                                             "key that is not encrypted");
  }
  if (isEncrypted) {
    throw TlsFileError(File::privateKey,
                       files.privateKey + " is encrypted, and certificate-password does not open it (" + reason + ")");
  }
  if (!bytes.has("PRIVATE KEY-----")) {
    throw TlsFileError(File::privateKey, files.privateKey + " has no private key in it; expected " + expected);
  }
  throw TlsFileError(File::privateKey, files.privateKey + " cannot be read (" + reason + "); expected " + expected);
}

}  // namespace rest::http

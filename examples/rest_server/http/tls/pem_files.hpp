#pragma once

#include <openssl/types.h>

#include <memory>
#include <vector>

#include "http/tls/identity.hpp"

namespace rest::http {

struct FreeTlsPart {
  void operator()(X509* certificate) const noexcept;
  void operator()(EVP_PKEY* key) const noexcept;
};
using Certificate = std::unique_ptr<X509, FreeTlsPart>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeTlsPart>;

/// One or more, in the order of the file. Throws TlsFileError.
std::vector<Certificate> readCertificates(const TlsFiles& files);

/// It never asks for a missing passphrase. Throws TlsFileError.
PrivateKey readPrivateKey(const TlsFiles& files);

/// Why OpenSSL's last call failed, in its words; takes them off its queue.
std::string takeOpenSslReason();

}  // namespace rest::http

#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#ifdef OPENSSL_IS_BORINGSSL
#include <openssl/mem.h>  // what others have in openssl/crypto.h
#endif

#include <cstddef>
#include <memory>

namespace jwtauth::inline v0 {

/// What functions of libcrypto take as the size of something.
#if defined(OPENSSL_IS_AWSLC) || defined(OPENSSL_IS_BORINGSSL)
using LibcryptoSize = std::size_t;
#else
using LibcryptoSize = int;
#endif

/// Frees an object of libcrypto by its own function.
template <auto Free>
struct OpensslDeleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

/// Memory that libcrypto allocated for a result.
using BytesHandle = std::unique_ptr<unsigned char, decltype([](unsigned char* memory) { OPENSSL_free(memory); })>;

using PkeyHandle = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using PkeyContextHandle = std::unique_ptr<EVP_PKEY_CTX, OpensslDeleter<EVP_PKEY_CTX_free>>;
using DigestContextHandle = std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>>;
using CertificateHandle = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using NameHandle = std::unique_ptr<X509_NAME, OpensslDeleter<X509_NAME_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>>;
using TimeHandle = std::unique_ptr<ASN1_TIME, OpensslDeleter<ASN1_TIME_free>>;

}  // namespace jwtauth::inline v0

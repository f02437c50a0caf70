#pragma once

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>
#include <new>

namespace jwtauth::inline v0 {

/// Frees an OpenSSL object by its own function.
template <auto Free>
struct OpensslDeleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

using PkeyHandle = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using PkeyContextHandle = std::unique_ptr<EVP_PKEY_CTX, OpensslDeleter<EVP_PKEY_CTX_free>>;
using DigestHandle = std::unique_ptr<EVP_MD, OpensslDeleter<EVP_MD_free>>;
using DigestContextHandle = std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>>;
using MacHandle = std::unique_ptr<EVP_MAC, OpensslDeleter<EVP_MAC_free>>;
using MacContextHandle = std::unique_ptr<EVP_MAC_CTX, OpensslDeleter<EVP_MAC_CTX_free>>;
using CertificateHandle = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using NameHandle = std::unique_ptr<X509_NAME, OpensslDeleter<X509_NAME_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>>;
using ParameterBuilderHandle = std::unique_ptr<OSSL_PARAM_BLD, OpensslDeleter<OSSL_PARAM_BLD_free>>;
using ParametersHandle = std::unique_ptr<OSSL_PARAM, OpensslDeleter<OSSL_PARAM_free>>;

/// OpenSSL's error queue of this thread is empty when the scope is entered and when it is left: what others left there
/// must not be taken for ours, nor ours for theirs.
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() noexcept { clear(); }
  ~ErrorQueueGuard() { clear(); }
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;

 private:
  static void clear() noexcept {
    if (ERR_peek_error() != 0) ERR_clear_error();
  }
};

/// To be called when OpenSSL has failed: want of memory is no fault of a key. Throws std::bad_alloc unless the queue
/// holds a refusal. Where memory is wanting OpenSSL says so, says nothing, or only that an inner layer failed.
inline void requireMemory() {
  bool isRefused = false, isWanting = false;
  while (const unsigned long error = ERR_get_error()) {
    const int library = ERR_GET_LIB(error), reason = ERR_GET_REASON(error);
    const bool isInnerFailure = (library == ERR_LIB_EVP || library == ERR_LIB_BIO) && reason != ERR_R_UNSUPPORTED;
    isWanting |= reason == ERR_R_MALLOC_FAILURE;
    isRefused |= !isInnerFailure;
  }
  if (isWanting || !isRefused) throw std::bad_alloc();
}

}  // namespace jwtauth::inline v0

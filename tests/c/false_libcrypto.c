/* What a host's own libcrypto looks like to a plug-in that is bound to it by mistake. */
#include <stdlib.h>

#define FALSE_FUNCTION(name) \
  void name(void);           \
  void name(void) {          \
    abort();                 \
  }

FALSE_FUNCTION(CRYPTO_free)
FALSE_FUNCTION(CRYPTO_malloc)
FALSE_FUNCTION(CRYPTO_memcmp)
FALSE_FUNCTION(ERR_clear_error)
FALSE_FUNCTION(ERR_set_mark)
FALSE_FUNCTION(EVP_DigestVerify)
FALSE_FUNCTION(EVP_MAC_CTX_dup)
FALSE_FUNCTION(EVP_MAC_CTX_new)
FALSE_FUNCTION(EVP_MAC_fetch)
FALSE_FUNCTION(EVP_MAC_final)
FALSE_FUNCTION(EVP_MAC_init)
FALSE_FUNCTION(EVP_MAC_update)
FALSE_FUNCTION(EVP_MD_CTX_new)
FALSE_FUNCTION(EVP_MD_fetch)
FALSE_FUNCTION(EVP_sha256)
FALSE_FUNCTION(OPENSSL_cleanse)
FALSE_FUNCTION(OPENSSL_init_crypto)

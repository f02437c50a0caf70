#pragma once

#include <utility>

#include "src/libcrypto/openssl_handles.hpp"
#include "src/libcrypto/public_key.hpp"

namespace jwtauth::inline v0 {

struct NativeKey {
  explicit NativeKey(PkeyHandle owned) noexcept : handle(std::move(owned)) {}
  EVP_PKEY* get() const noexcept { return handle.get(); }

  PkeyHandle handle;
};

/// The key that libcrypto has built, or for a null handle why it did not. Throws std::bad_alloc for lack of memory.
Result<PublicKey> keyOrRefusal(PkeyHandle handle);

}  // namespace jwtauth::inline v0

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

/// The key that libcrypto has built, or for a null handle why it did not, as by refusalOfKey.
Result<PublicKey> keyOrRefusal(PkeyHandle handle, std::string_view bytes = {});

}  // namespace jwtauth::inline v0

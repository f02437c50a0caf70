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

// Calls that differ between libcryptos: openssl/public_key.cpp and boringssl/public_key.cpp.

/// 1 when the keys are the same.
int compare(const NativeKey& one, const NativeKey& other) noexcept;

/// What no other key has, in DER, and its size, which is not positive when it cannot be written.
int encode(const NativeKey& key, unsigned char** der) noexcept;

}  // namespace jwtauth::inline v0

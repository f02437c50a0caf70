#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "jwtauth/algorithm.hpp"
#include "src/libcrypto/public_key.hpp"

namespace jwtauth::inline v0 {

enum class SignatureOutcome { verified, forged, outOfMemory, failed };

/// A key or secret made ready to verify signatures of one algorithm; only src/libcrypto looks inside. For any number of
/// threads.
struct NativeVerifier;
using Verifier = std::shared_ptr<const NativeVerifier>;

/// Whether the libcrypto has the algorithm, with the properties that its configuration demands (FIPS). May throw
/// std::bad_alloc.
bool isAvailable(Algorithm algorithm);

/// Null when the libcrypto, or what the key itself allows, forbids this use. May throw std::bad_alloc.
Verifier makeVerifier(Algorithm algorithm, const PublicKey& key);

/// For HMAC. The secret is copied, and cleansed with the last handle.
Verifier makeVerifier(Algorithm algorithm, std::span<const std::byte> secret);

/// A signature as JOSE writes it, of an ECDSA one r‖s (RFC 7518 3.4). Leaves the thread's error queue empty.
SignatureOutcome verify(const NativeVerifier& verifier, std::string_view signingInput,
                        std::span<const unsigned char> signature) noexcept;

/// Drops what was prepared for verifications to come, so that the next one prepares it again. For tests.
void forgetPrepared(const NativeVerifier& verifier) noexcept;

}  // namespace jwtauth::inline v0

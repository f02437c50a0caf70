// A key, the signing input and a signature go in; verified or forged comes out. One class for each family of
// algorithms, each around an OpenSSL context that is prepared once and used again and again.
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <cstring>

#include "src/keys/key_material.hpp"
#include "src/libcrypto/signature_context.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t maxHashSize = 64;

const char* hashNameOf(Algorithm algorithm) noexcept {
  switch (hashSizeOf(algorithm)) {
    case 32:
      return "SHA256";
    case 48:
      return "SHA384";
    default:
      return "SHA512";
  }
}

const unsigned char* bytesOf(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// EVP_R_PROVIDER_SIGNATURE_FAILURE, which headers before OpenSSL 3.4 lack: what EVP adds, from then on, to every
/// signature that does not verify.
constexpr int signatureNotVerified = 234;

/// What OpenSSL's answer to a signature means: 1 is valid, 0 forged, less an error. But forgeries too are answered with
/// errors (a point that comes out at infinity with a negative one), and want of memory with 0. The first error in the
/// queue tells them apart; in doubt it is a forgery, since no stranger must be able to make the server report a
/// failure.
SignatureOutcome outcomeOf(int answer) noexcept {
  if (answer == 1) return SignatureOutcome::verified;
  const unsigned long first = ERR_peek_error();
  if (ERR_GET_REASON(first) == ERR_R_MALLOC_FAILURE) return SignatureOutcome::outOfMemory;
  const bool evpFailed = ERR_GET_LIB(first) == ERR_LIB_EVP && ERR_GET_REASON(first) != signatureNotVerified;
  const bool opensslFailed = evpFailed || (answer < 0 && ERR_COMMON_ERROR(first) != 0);
  return opensslFailed ? SignatureOutcome::failed : SignatureOutcome::forged;
}

/// Hashes with a context and an algorithm that were fetched once: fetching by name at every token costs 0.4 µs and
/// takes a lock.
class Hash {
 public:
  explicit Hash(Algorithm algorithm)
      : digest_(EVP_MD_fetch(nullptr, hashNameOf(algorithm), nullptr)), context_(EVP_MD_CTX_new()) {}

  bool usable() const noexcept { return digest_ && context_; }
  const EVP_MD* digest() const noexcept { return digest_.get(); }
  std::size_t size() const noexcept { return static_cast<std::size_t>(EVP_MD_get_size(digest_.get())); }

  bool of(std::string_view message, unsigned char* hash) noexcept {
    return EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr) == 1 &&
           EVP_DigestUpdate(context_.get(), message.data(), message.size()) == 1 &&
           EVP_DigestFinal_ex(context_.get(), hash, nullptr) == 1;
  }

 private:
  DigestHandle digest_;
  DigestContextHandle context_;
};

// --- HMAC: RFC 7518 3.2

class HmacContext final : public SignatureContext {
 public:
  HmacContext(MacContextHandle keyed, std::size_t size) noexcept : keyed_(std::move(keyed)), size_(size) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    std::array<unsigned char, maxHashSize> mac;
    std::size_t macSize = 0;
    // Without a key the context keeps the one it has.
    if (EVP_MAC_init(keyed_.get(), nullptr, 0, nullptr) != 1 ||
        EVP_MAC_update(keyed_.get(), bytesOf(signingInput), signingInput.size()) != 1 ||
        EVP_MAC_final(keyed_.get(), mac.data(), &macSize, mac.size()) != 1 || macSize != size_) {
      return SignatureOutcome::failed;
    }
    const bool equal = signature.size() == macSize && CRYPTO_memcmp(mac.data(), signature.data(), macSize) == 0;
    return equal ? SignatureOutcome::verified : SignatureOutcome::forged;
  }

 private:
  MacContextHandle keyed_;
  std::size_t size_;
};

MacContextHandle keyedMac(Algorithm algorithm, std::span<const std::byte> secret) {
  const MacHandle hmac(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr));
  if (!hmac) return nullptr;
  MacContextHandle context(EVP_MAC_CTX_new(hmac.get()));
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(hashNameOf(algorithm)), 0),
      OSSL_PARAM_construct_end()};
  const auto* key = reinterpret_cast<const unsigned char*>(secret.data());
  if (!context || EVP_MAC_init(context.get(), key, secret.size(), parameters) != 1) return nullptr;
  return context;
}

// --- RSASSA-PKCS1-v1_5 and RSASSA-PSS: RFC 7518 3.3, 3.5

bool isPss(Algorithm algorithm) noexcept {
  return algorithm == Algorithm::PS256 || algorithm == Algorithm::PS384 || algorithm == Algorithm::PS512;
}

/// A context that verifies over a hash, for RSA and EC keys. Null when OpenSSL refuses the key.
PkeyContextHandle verifyingContext(EVP_PKEY* key, Algorithm algorithm, const EVP_MD* digest) {
  PkeyContextHandle context(EVP_PKEY_CTX_new(key, nullptr));
  if (!context || EVP_PKEY_verify_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) {
    const int padding = isPss(algorithm) ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    if (EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) != 1) return nullptr;
  }
  if (EVP_PKEY_CTX_set_signature_md(context.get(), digest) != 1) return nullptr;
  // OpenSSL accepts a salt of any length by default; RFC 7518 3.5 wants that of the hash, and MGF1 over the same hash.
  if (isPss(algorithm) && (EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest) != 1 ||
                           EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return nullptr;
  }
  return context;
}

class RsaContext final : public SignatureContext {
 public:
  RsaContext(PkeyContextHandle verifying, Hash hash, std::size_t modulusSize) noexcept
      : verifying_(std::move(verifying)), hash_(std::move(hash)), modulusSize_(modulusSize) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    if (signature.size() != modulusSize_) return SignatureOutcome::forged;  // RFC 8017 8.1.2 and 8.2.2, step 1
    std::array<unsigned char, maxHashSize> hash;
    if (!hash_.of(signingInput, hash.data())) return SignatureOutcome::failed;
    return outcomeOf(EVP_PKEY_verify(verifying_.get(), signature.data(), signature.size(), hash.data(), hash_.size()));
  }

 private:
  PkeyContextHandle verifying_;
  Hash hash_;
  std::size_t modulusSize_;
};

// --- ECDSA: RFC 7518 3.4

constexpr std::size_t maxCoordinateSize = 66;                        // P-521
constexpr std::size_t maxDerSize = 3 + 2 * (3 + maxCoordinateSize);  // SEQUENCE of two INTEGERs

/// Writes one coordinate as a DER INTEGER and yields where it ends.
unsigned char* writeInteger(std::span<const unsigned char> number, unsigned char* output) noexcept {
  while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
  const bool padded = (number.front() & 0x80) != 0;  // or it would be negative
  *output++ = 0x02;
  *output++ = static_cast<unsigned char>(number.size() + (padded ? 1 : 0));
  if (padded) *output++ = 0;
  std::memcpy(output, number.data(), number.size());
  return output + number.size();
}

/// JOSE's r‖s as the DER that OpenSSL wants, without an allocation. Yields its part of `buffer`.
std::span<const unsigned char> toDer(std::span<const unsigned char> signature,
                                     std::array<unsigned char, maxDerSize>& buffer) noexcept {
  constexpr std::size_t longestHeader = 3;
  unsigned char* const body = buffer.data() + longestHeader;
  const std::size_t half = signature.size() / 2;
  unsigned char* const end = writeInteger(signature.subspan(half), writeInteger(signature.first(half), body));
  const auto size = static_cast<std::size_t>(end - body);
  unsigned char* begin = body;
  *--begin = static_cast<unsigned char>(size);
  if (size >= 0x80) *--begin = 0x81;
  *--begin = 0x30;
  return {begin, end};
}

class EcdsaContext final : public SignatureContext {
 public:
  EcdsaContext(PkeyContextHandle verifying, Hash hash, std::size_t coordinateSize) noexcept
      : verifying_(std::move(verifying)), hash_(std::move(hash)), coordinateSize_(coordinateSize) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    if (signature.size() != 2 * coordinateSize_) return SignatureOutcome::forged;
    std::array<unsigned char, maxHashSize> hash;
    if (!hash_.of(signingInput, hash.data())) return SignatureOutcome::failed;
    std::array<unsigned char, maxDerSize> buffer;
    const auto der = toDer(signature, buffer);
    return outcomeOf(EVP_PKEY_verify(verifying_.get(), der.data(), der.size(), hash.data(), hash_.size()));
  }

 private:
  PkeyContextHandle verifying_;
  Hash hash_;
  std::size_t coordinateSize_;
};

// --- EdDSA with Ed25519: RFC 8037 3.1

constexpr std::size_t ed25519SignatureSize = 64;

class EddsaContext final : public SignatureContext {
 public:
  EddsaContext(DigestContextHandle context, PkeyHandle key) noexcept
      : context_(std::move(context)), key_(std::move(key)) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    if (signature.size() != ed25519SignatureSize) return SignatureOutcome::forged;
    // From OpenSSL 3.4 on a context that was not started again refuses the second valid signature.
    if (EVP_DigestVerifyInit(context_.get(), nullptr, nullptr, nullptr, nullptr) != 1 &&
        EVP_DigestVerifyInit(context_.get(), nullptr, nullptr, nullptr, key_.get()) != 1) {
      return SignatureOutcome::failed;
    }
    return outcomeOf(EVP_DigestVerify(context_.get(), signature.data(), signature.size(), bytesOf(signingInput),
                                      signingInput.size()));
  }

 private:
  DigestContextHandle context_;
  PkeyHandle key_;
};

std::unique_ptr<SignatureContext> makeEddsa(EVP_PKEY* key) {
  DigestContextHandle context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) != 1) return nullptr;
  if (EVP_PKEY_up_ref(key) != 1) return nullptr;
  return std::make_unique<EddsaContext>(std::move(context), PkeyHandle(key));
}

std::unique_ptr<SignatureContext> makeHashed(Algorithm algorithm, EVP_PKEY* key) {
  Hash hash(algorithm);
  if (!hash.usable()) return nullptr;
  PkeyContextHandle verifying = verifyingContext(key, algorithm, hash.digest());
  if (!verifying) return nullptr;
  const int bits = EVP_PKEY_get_bits(key);
  if (bits <= 0) return nullptr;  // memory ran out when the key was read: no signature would ever be as long
  const std::size_t numberSize = (static_cast<std::size_t>(bits) + 7) / 8;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
    return std::make_unique<EcdsaContext>(std::move(verifying), std::move(hash), numberSize);
  }
  return std::make_unique<RsaContext>(std::move(verifying), std::move(hash), numberSize);
}

}  // namespace

std::size_t hashSizeOf(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::HS256:
    case Algorithm::RS256:
    case Algorithm::PS256:
    case Algorithm::ES256:
      return 32;
    case Algorithm::HS384:
    case Algorithm::RS384:
    case Algorithm::PS384:
    case Algorithm::ES384:
      return 48;
    case Algorithm::HS512:
    case Algorithm::RS512:
    case Algorithm::PS512:
    case Algorithm::ES512:
      return 64;
    case Algorithm::EdDSA:
      break;
  }
  return 0;
}

SignatureContextPool::Make contextsFor(Algorithm algorithm, PkeyHandle key) {
  std::shared_ptr<EVP_PKEY> shared = std::move(key);
  return [algorithm, shared]() -> std::unique_ptr<SignatureContext> {
    return algorithm == Algorithm::EdDSA ? makeEddsa(shared.get()) : makeHashed(algorithm, shared.get());
  };
}

SignatureContextPool::Make contextsFor(Algorithm algorithm, std::span<const std::byte> secret) {
  // The secret lives in OpenSSL's context alone, which cleanses it; every further context is a copy of this one.
  std::shared_ptr<EVP_MAC_CTX> keyed = keyedMac(algorithm, secret);
  return [algorithm, keyed]() -> std::unique_ptr<SignatureContext> {
    MacContextHandle copy(keyed ? EVP_MAC_CTX_dup(keyed.get()) : nullptr);
    if (!copy) return nullptr;
    return std::make_unique<HmacContext>(std::move(copy), hashSizeOf(algorithm));
  };
}

Result<Verified> verifySignature(const VerificationKey& key, std::string_view signingInput,
                                 std::span<const unsigned char> signature) noexcept {
  const ErrorQueueGuard guard;
  const SignatureContextPool& contexts = KeyAccess::of(key).contexts;
  std::unique_ptr<SignatureContext> context;
  try {
    context = contexts.take();
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::outOfMemory, "no memory for a verification context"};
  }
  if (!context) return Error{ErrorCode::outOfMemory, "OpenSSL could not prepare a verification context"};

  const SignatureOutcome outcome = context->verify(signingInput, signature);
  // A context that failed for another reason than the signature is not used again.
  if (outcome == SignatureOutcome::verified || outcome == SignatureOutcome::forged) {
    contexts.giveBack(std::move(context));
  }
  switch (outcome) {
    case SignatureOutcome::verified:
      return Verified{};
    case SignatureOutcome::forged:
      return Error{ErrorCode::signatureInvalid, "the signature is not that of the configured key"};
    case SignatureOutcome::outOfMemory:
      return Error{ErrorCode::outOfMemory, "no memory to verify the signature"};
    case SignatureOutcome::failed:
      break;
  }
  return Error{ErrorCode::cryptoFailure, "OpenSSL failed to verify the signature"};
}

}  // namespace jwtauth::inline v0

// What the errors of BoringSSL and AWS-LC mean: a refusal, lack of memory, or a failure.
#include "src/libcrypto/error_queue.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <array>
#include <cstdint>
#include <new>

namespace jwtauth::inline v0 {
namespace {

bool is(std::uint32_t error, int library, int reason) noexcept {
  return ERR_GET_LIB(error) == library && ERR_GET_REASON(error) == reason;
}

/// The allocator reports its failures itself; only the stack of temporary numbers grows without a word.
bool isLackOfMemory(std::uint32_t error) noexcept {
  return ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE || is(error, ERR_LIB_BN, BN_R_TOO_MANY_TEMPORARY_VARIABLES);
}

/// What these libcryptos themselves refuse to read, while others leave it to key_strength.cpp.
struct Refusal {
  int library, reason;
  Error error;
};

constexpr std::string_view otherType = "a key of another type or curve than RSA, P-256, P-384, P-521 and Ed25519";

constexpr std::array<Refusal, 7> refusals{{
    {ERR_LIB_RSA,
     RSA_R_BAD_E_VALUE,
     {ErrorCode::keyTooWeak, "an RSA key whose exponent is 1 or even; it is usually 65537"}},
    {ERR_LIB_RSA, RSA_R_BAD_RSA_PARAMETERS, {ErrorCode::keyTooWeak, "an RSA key with an even modulus"}},
    {ERR_LIB_RSA, RSA_R_KEY_SIZE_TOO_SMALL, {ErrorCode::keyTooWeak, "an RSA key of less than 512 bits"}},
    {ERR_LIB_RSA, RSA_R_MODULUS_TOO_LARGE, {ErrorCode::keyUnusable, "an RSA key of more than 16384 bits"}},
    {ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE, {ErrorCode::keyUnusable, "an EC key whose point is off the curve"}},
    {ERR_LIB_EC, EC_R_UNKNOWN_GROUP, {ErrorCode::keyUnusable, otherType}},
    {ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM, {ErrorCode::keyUnusable, otherType}},
}};

/// These libcryptos refuse exponents that prove nothing and long ones by one error. In DER, 1 is written 02 01 01.
bool isOneOrEven(std::string_view bytesWithExponent) noexcept {
  if (bytesWithExponent.empty() || (bytesWithExponent.back() & 1) == 0) return true;
  const std::string_view before = bytesWithExponent.substr(0, bytesWithExponent.size() - 1);
  return bytesWithExponent.back() == 1 &&
         (before.ends_with("\2\1") || before.find_first_not_of('\0') == std::string_view::npos);
}

}  // namespace

void requireMemory() {
  bool isRefused = false;
  while (const std::uint32_t error = ERR_get_error()) {
    if (isLackOfMemory(error)) throw std::bad_alloc();
    isRefused = true;
  }
  if (!isRefused) throw std::bad_alloc();
}

// The first error says what was wrong, those after it where that was noticed.
Error refusalOfKey(std::string_view unknown, std::string_view bytes) {
  const std::uint32_t first = ERR_peek_error();
  requireMemory();
  if (is(first, ERR_LIB_RSA, RSA_R_BAD_E_VALUE) && !isOneOrEven(bytes)) {
    return {ErrorCode::keyUnusable, "an RSA key whose exponent is longer than 33 bits"};
  }
  for (const Refusal& one : refusals) {
    if (is(first, one.library, one.reason)) return one.error;
  }
  return {ErrorCode::keyUnusable, unknown};
}

// The answer 1 is valid. Whatever else is answered is a forgery unless an error says that the libcrypto itself failed:
// a stranger must not be able to make the server report a failure.
SignatureOutcome outcomeOf(int answer) noexcept {
  if (answer == 1) return SignatureOutcome::verified;
  auto outcome = SignatureOutcome::forged;
  while (const std::uint32_t error = ERR_get_error()) {
    if (isLackOfMemory(error)) return SignatureOutcome::outOfMemory;
    if (ERR_GET_REASON(error) == ERR_R_INTERNAL_ERROR) outcome = SignatureOutcome::failed;
  }
  return outcome;
}

}  // namespace jwtauth::inline v0

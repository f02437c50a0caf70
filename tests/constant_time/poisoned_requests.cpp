// The name of a comparison goes in; requests with right and wrong MACs are made, in which valgrind takes the secret for
// undefined. Whatever branches, or reads memory at a place, by the secret or by a MAC computed of it, memcheck reports.
//
// Public, and marked as defined again, is one thing alone: the answer of the comparison.
#include <openssl/crypto.h>
#include <valgrind/memcheck.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "src/keys/key_material.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::tests {
namespace {

using Comparison = int (*)(const void* left, const void* right, std::size_t size);

// Volatile, so that the compiler makes it the loop that it is.
int compareUntilTheyDiffer(const void* left, const void* right, std::size_t size) {
  const auto* one = static_cast<const volatile unsigned char*>(left);
  const auto* other = static_cast<const volatile unsigned char*>(right);
  for (std::size_t i = 0; i < size; ++i) {
    if (one[i] != other[i]) return 1;
  }
  return 0;
}

}  // namespace

extern "C" int __real_CRYPTO_memcmp(const void* left, const void* right, std::size_t size);

namespace {

struct NamedComparison {
  std::string_view name;
  Comparison compare;
};

constexpr NamedComparison comparisons[] = {
    {"CRYPTO_memcmp", __real_CRYPTO_memcmp},
    {"memcmp", std::memcmp},
    {"loop", compareUntilTheyDiffer},
};

Comparison chosen = nullptr;
int poisonedComparisons = 0;

bool isPoisoned(const void* bytes, std::size_t size) {
  std::string undefinedBits(size, '\0');
  const bool isKnown = VALGRIND_GET_VBITS(bytes, undefinedBits.data(), size) == 1;
  return isKnown && undefinedBits.find_first_not_of('\0') != std::string::npos;
}

}  // namespace

/// Stands in the place of OpenSSL's (the linker's --wrap), for the library as it is built.
extern "C" int __wrap_CRYPTO_memcmp(const void* left, const void* right, std::size_t size) {
  if (isPoisoned(left, size) || isPoisoned(right, size)) ++poisonedComparisons;
  int answer = chosen(left, right, size);
  VALGRIND_MAKE_MEM_DEFINED(&answer, sizeof answer);
  return answer;
}

namespace {

/// A key as VerificationKey::fromSecret makes it; not by that function, which looks at a secret once, when a server
/// starts, whether it is a public key.
VerificationKey poisonedKey(Algorithm algorithm, std::string secret) {
  VALGRIND_MAKE_MEM_UNDEFINED(secret.data(), secret.size());
  return KeyAccess::bind(algorithm, "", std::nullopt, makeVerifier(algorithm, std::as_bytes(std::span(secret))));
}

/// The token with some bytes of its MAC changed.
std::string withMac(const std::string& token, auto change) {
  const std::size_t begin = token.rfind('.') + 1;
  std::string mac = *decodeBase64Url(token.substr(begin));
  change(mac);
  return token.substr(0, begin) + encodeBase64Url(mac);
}

/// Whether every request was answered as it should be, by a comparison that saw the poison.
bool requestsAreAnswered(Algorithm algorithm) {
  const testing::TokenIssuer issuer(algorithm);
  const std::string token = issuer.token().sign();
  JwtAuthenticationConfig config = issuer.config();
  const std::string secret = std::exchange(config.key, {});
  const JwtAuthenticationMechanism auth(config, singleKey(poisonedKey(algorithm, secret)));
  const auto isForged = [&](const std::string& changed) {
    const auto who = auth.verifyToken(changed);
    return !who && who.error().code == ErrorCode::signatureInvalid;
  };
  poisonedComparisons = 0;
  const bool answered = auth.verifyToken(token) &&  //
                        isForged(withMac(token, [](std::string& mac) { mac.front() ^= 1; })) &&
                        isForged(withMac(token, [](std::string& mac) { mac.back() ^= 1; })) &&
                        isForged(withMac(token, [](std::string& mac) { mac.assign(mac.size(), '\0'); })) &&
                        isForged(withMac(token, [](std::string& mac) { mac.pop_back(); }));
  constexpr int requestsWithAWholeMac = 4;
  return answered && poisonedComparisons == requestsWithAWholeMac;
}

bool run(std::string_view name) {
  for (const NamedComparison& one : comparisons) {
    if (one.name == name) chosen = one.compare;
  }
  return chosen != nullptr && requestsAreAnswered(Algorithm::HS256) && requestsAreAnswered(Algorithm::HS384) &&
         requestsAreAnswered(Algorithm::HS512);
}

}  // namespace
}  // namespace jwtauth::tests

int main(int count, char** arguments) {
  const bool good = count == 2 && jwtauth::tests::run(arguments[1]);
  std::puts(good ? "every request was answered as it should be, by a comparison of poisoned bytes" : "FAILED");
  return good ? 0 : 1;
}

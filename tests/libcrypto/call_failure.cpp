// The library's calls into libcrypto go in, renamed (CMakeLists.txt); all go on to libcrypto but the one that is to
// fail.
#include "tests/libcrypto/call_failure.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#if defined(OPENSSL_IS_AWSLC) || defined(OPENSSL_IS_BORINGSSL)
#include <openssl/curve25519.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/sha.h>
#else
#include <openssl/param_build.h>
#endif

#include <tuple>

namespace jwtauth::tests {
namespace {

struct State {
  bool running = false;
  std::size_t calls = 0, failing = 0;
  Voice voice = Voice::silent;
  std::string_view failed;
};

thread_local State state;

void raise(int library, int reason) noexcept {
  ERR_put_error(library, 0, reason, __FILE__, __LINE__);
}

bool failsNow(std::string_view function) noexcept {
  if (!state.running || state.calls++ != state.failing) return false;
  state.failed = function;
  if (state.voice == Voice::outOfMemory) raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  if (state.voice == Voice::internalError) raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
  if (state.voice == Voice::notVerified) raise(ERR_LIB_EVP, 234);  // EVP_R_PROVIDER_SIGNATURE_FAILURE
  return true;
}

/// What a verification yields that came to nothing: 0 is also what a forged signature yields.
int verdict() noexcept {
  return state.voice == Voice::silent ? 0 : -1;
}

template <class Function>
struct Signature;
template <class Result, class... Arguments>
struct Signature<Result(Arguments...)> {
  using ResultType = Result;
  template <std::size_t place>
  using Argument = std::tuple_element_t<place, std::tuple<Arguments...>>;
};

}  // namespace

CallFailure::CallFailure(std::size_t number, Voice voice) noexcept {
  state = {true, 0, number, voice, {}};
}

CallFailure::~CallFailure() {
  stop();
}

void CallFailure::stop() noexcept {
  state.running = false;
}

std::string_view CallFailure::function() const noexcept {
  return state.failed;
}

}  // namespace jwtauth::tests

using namespace jwtauth::tests;  // for the functions below, whose names are the linker's

#define RESULT(name) Signature<decltype(name)>::ResultType
#define ARGUMENT(name, place) Signature<decltype(name)>::Argument<place>
#define WRAPPED(name, failure, parameters, arguments)                \
  extern "C" RESULT(name) failing_##name parameters {                \
    return failsNow(#name) ? RESULT(name)(failure) : name arguments; \
  }
#define FAILS0(name, failure) WRAPPED(name, failure, (), ())
#define FAILS1(name, failure) WRAPPED(name, failure, (ARGUMENT(name, 0) a), (a))
#define FAILS2(name, failure) WRAPPED(name, failure, (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b), (a, b))
#define FAILS3(name, failure) \
  WRAPPED(name, failure, (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b, ARGUMENT(name, 2) c), (a, b, c))
#define FAILS4(name, failure)                                                                                  \
  WRAPPED(name, failure, (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b, ARGUMENT(name, 2) c, ARGUMENT(name, 3) d), \
          (a, b, c, d))
#define FAILS5(name, failure)                                                                                        \
  WRAPPED(name, failure,                                                                                             \
          (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b, ARGUMENT(name, 2) c, ARGUMENT(name, 3) d, ARGUMENT(name, 4) e), \
          (a, b, c, d, e))
#define FAILS6(name, failure)                                                                                       \
  WRAPPED(name, failure,                                                                                            \
          (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b, ARGUMENT(name, 2) c, ARGUMENT(name, 3) d, ARGUMENT(name, 4) e, \
           ARGUMENT(name, 5) f),                                                                                    \
          (a, b, c, d, e, f))
#define FAILS7(name, failure)                                                                                       \
  WRAPPED(name, failure,                                                                                            \
          (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b, ARGUMENT(name, 2) c, ARGUMENT(name, 3) d, ARGUMENT(name, 4) e, \
           ARGUMENT(name, 5) f, ARGUMENT(name, 6) g),                                                               \
          (a, b, c, d, e, f, g))
#define FAILS8(name, failure)                                                                                       \
  WRAPPED(name, failure,                                                                                            \
          (ARGUMENT(name, 0) a, ARGUMENT(name, 1) b, ARGUMENT(name, 2) c, ARGUMENT(name, 3) d, ARGUMENT(name, 4) e, \
           ARGUMENT(name, 5) f, ARGUMENT(name, 6) g, ARGUMENT(name, 7) h),                                          \
          (a, b, c, d, e, f, g, h))
#define CANNOT_FAIL(name)
#include "tests/libcrypto/calls/every.inc"
#if defined(OPENSSL_IS_AWSLC)
#include "tests/libcrypto/calls/aws-lc.inc"
#include "tests/libcrypto/calls/direct.inc"
#elif defined(OPENSSL_IS_BORINGSSL)
#include "tests/libcrypto/calls/boringssl.inc"
#include "tests/libcrypto/calls/direct.inc"
#else
#include "tests/libcrypto/calls/openssl.inc"
#endif

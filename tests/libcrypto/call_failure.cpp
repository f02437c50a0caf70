// Calls into libcrypto go in by the linker's --wrap; all go on to libcrypto but the one that is to fail.
#include "tests/libcrypto/call_failure.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

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

bool failsNow(std::string_view function) noexcept {
  if (!state.running || state.calls++ != state.failing) return false;
  state.failed = function;
  if (state.voice == Voice::outOfMemory) ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  if (state.voice == Voice::internalError) ERR_raise(ERR_LIB_PROV, ERR_R_INTERNAL_ERROR);
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
#define WRAPPED(name, failure, parameters, arguments)                         \
  extern "C" {                                                                \
  decltype(name) __real_##name;                                               \
  RESULT(name) __wrap_##name parameters {                                     \
    return failsNow(#name) ? RESULT(name)(failure) : __real_##name arguments; \
  }                                                                           \
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
#define CANNOT_FAIL(name)
#include "tests/libcrypto/calls.inc"

// refused: conversion from .* to non-scalar type|no viable conversion
#include <utility>

#include "jwtauth/jwt_authentication_mechanism.hpp"

void serve(jwtauth::JwtAuthenticationConfig config) {
#ifdef FORBIDDEN
  const jwtauth::JwtAuthenticationMechanism auth = std::move(config);
#else
  const jwtauth::JwtAuthenticationMechanism auth(std::move(config));
#endif
}

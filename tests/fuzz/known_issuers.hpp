#pragma once

#include "jwtauth/testing.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::fuzz {

// Issuers whose keys are the same in every run, so that an input means the same for ever. The keys guard nothing.

/// The time at which all inputs are looked at.
inline constexpr long long knownTime = 1'800'000'000;

const testing::TokenIssuer& hmacIssuer();
const testing::TokenIssuer& ecIssuer();
const testing::TokenIssuer& edIssuer();

/// A token of the issuer that is good at the known time.
testing::TokenBuilder knownToken(const testing::TokenIssuer& issuer);

}  // namespace jwtauth::fuzz

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/explain/examination.hpp"

namespace jwtauth::inline v0 {

using MaybeText = std::optional<std::string>;

/// Looks for one cause: says what it is and what to do about it, or nothing when this is not it.
using Hint = MaybeText (*)(const Examination&);

// The causes known for each stage, likeliest first.
std::span<const Hint> credentialsHints() noexcept;
std::span<const Hint> tokenHints() noexcept;
std::span<const Hint> issuerHints() noexcept;
std::span<const Hint> headerHints() noexcept;
std::span<const Hint> keyHints() noexcept;
std::span<const Hint> signatureHints() noexcept;
std::span<const Hint> claimsHints() noexcept;
std::span<const Hint> principalHints() noexcept;
/// About what is accepted all the same.
std::span<const Hint> acceptedHints() noexcept;

/// The causes found for the stage that refused; at least one when it did.
std::vector<std::string> hintsOf(const Examination& found);

}  // namespace jwtauth::inline v0

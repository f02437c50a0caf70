#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/explain/examination.hpp"

namespace jwtauth::inline v0 {

/// The same for every request, or made from what was found.
using Sentence = std::variant<std::string_view, std::string (*)(const Examination&)>;

/// A likely cause: how it is recognised, and the sentence that says what it is and what to do about it.
struct Hint {
  std::optional<ErrorCode> code;
  bool (*when)(const Examination&);
  Sentence sentence;
};

// For a Hint that looks at one of the two alone, or, last in its group, at neither.
inline constexpr std::nullopt_t anyCode = std::nullopt;
constexpr bool always(const Examination&) {
  return true;
}

/// Causes that exclude each other, likeliest first: the first that is recognised speaks.
using HintGroup = std::span<const Hint>;

// The causes known for each stage. All groups of a stage speak, in order.
std::span<const HintGroup> credentialsHints() noexcept;
std::span<const HintGroup> tokenHints() noexcept;
std::span<const HintGroup> issuerHints() noexcept;
std::span<const HintGroup> headerHints() noexcept;
std::span<const HintGroup> keyHints() noexcept;
std::span<const HintGroup> signatureHints() noexcept;
std::span<const HintGroup> authorityHints() noexcept;
std::span<const HintGroup> claimsHints() noexcept;
std::span<const HintGroup> revocationHints() noexcept;
std::span<const HintGroup> bindingHints() noexcept;
std::span<const HintGroup> principalHints() noexcept;
/// About what an accepted token should make an operator look at.
std::span<const HintGroup> acceptedHints() noexcept;

/// The causes recognised for the stage that refused; at least one when it did.
std::vector<std::string> hintsOf(const Examination& found);

}  // namespace jwtauth::inline v0

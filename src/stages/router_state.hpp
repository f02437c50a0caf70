#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "src/errors/challenge.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {

/// What a router is made of; immutable after construction.
struct RouterState {
  using Route = Result<const JwtAuthenticationMechanism*>;
  using Candidates = std::vector<const JwtAuthenticationMechanism*>;

  /// A token and the mechanisms that look for one where it was.
  struct Presented {
    Credentials credentials;
    const Candidates* takers;
  };

  /// Throws ConfigurationError.
  explicit RouterState(std::vector<JwtAuthenticationMechanism> given);

  std::vector<JwtAuthenticationMechanism> mechanisms;
  Candidates all;                  ///< of these
  std::vector<TokenPlace> places;  ///< of all of them; empty: Authorization alone, as is usual
  std::vector<Candidates> takers;  ///< by place
  std::size_t maxTokenBytes = 0;
  bool unwraps = false;      ///< some mechanism takes tokens that are base64-encoded once more
  bool takesPadded = false;  ///< some mechanism takes tokens of TokenForm::awsAlb

  Result<Presented> open(const Request& request) const noexcept;

  /// The one of the candidates that is for this token's issuer; may throw std::bad_alloc.
  Route mechanismFor(std::string_view token, const Candidates& candidates) const;

  /// Before an issuer is known: `allowed` unless all of them agree.
  Possession dpop() const noexcept;

  /// What all mechanisms say together: which of them refused a request is not known when it is answered.
  ChallengeTerms terms() const;

  bool isWrapped(std::string_view token) const noexcept;

 private:
  void addPlaces(const JwtAuthenticationMechanism& mechanism);
};

struct IssuerRouter::Impl : RouterState {
  using RouterState::RouterState;
};

}  // namespace jwtauth::inline v0

// The settings of DPoP and of mutual TLS go in. Refused, in a sentence that names it: one that is out of range, does
// nothing, or contradicts another.
#include "src/configuration/possession_settings.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "src/configuration/token_places.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/keys/key_strength.hpp"
#include "src/text/http_url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::chrono::seconds maxProofAge = std::chrono::minutes(10);
constexpr std::size_t maxReplayEntries = 10'000'000;
constexpr std::size_t minSecretBytes = 32;

void requireProofAlgorithms(const JwtAuthenticationConfig& config) {
  const auto& all = config.dpopAlgorithms;
  require(!all.empty(), "dpopAlgorithms", "empty; expected what proofs may be signed with, or `dpop` off");
  for (auto one = all.begin(); one != all.end(); ++one) {
    const std::string name(nameOf(*one));
    require(!isHmac(*one), "dpopAlgorithms", name + "; expected algorithms with a public key (RFC 9449 4.2)");
    require(std::find(all.begin(), one, *one) == one, "dpopAlgorithms", name + " twice; expected each once");
    requireAvailable(*one);
  }
}

void requireNonces(const JwtAuthenticationConfig& config) {
  const bool areWanted = config.dpopNonce == DpopNonce::required;
  require(!areWanted || config.dpop != Possession::off, "dpopNonce", "required while `dpop` is off");
  require(areWanted || config.dpopNonceSecret.empty(), "dpopNonceSecret",
          "set while no nonces are wanted; expected `dpopNonce` required beside it");
  require(config.dpopNonceSecret.empty() || config.dpopNonceSecret.size() >= minSecretBytes, "dpopNonceSecret",
          std::to_string(config.dpopNonceSecret.size()) + " bytes; expected at least 32 that no one can guess");
}

}  // namespace

void requirePossession(const JwtAuthenticationConfig& config) {
  if (config.dpop != Possession::off) requireProofAlgorithms(config);
  requireNonces(config);
  require(config.dpopProofAge >= std::chrono::seconds(1) && config.dpopProofAge <= maxProofAge, "dpopProofAge",
          std::to_string(config.dpopProofAge.count()) + " s; expected 1 to 600 s");
  require(config.dpopReplayEntries >= 1 && config.dpopReplayEntries <= maxReplayEntries, "dpopReplayEntries",
          std::to_string(config.dpopReplayEntries) + "; expected 1 to 10000000");
  require(config.publicOrigin.empty() || canonicalOrigin(config.publicOrigin), "publicOrigin",
          "not an origin; expected a scheme and an authority alone, for example https://api.example");
  require(config.dpop != Possession::required || takesDpop(config), "tokenFrom",
          "no place with the scheme DPoP while `dpop` is required; expected Authorization with it among them");
  // Else any server that a client sends a token to could pass on token and proof to this one, with its own name.
  require(config.dpop != Possession::required || !config.publicOrigin.empty(), "publicOrigin",
          "empty while `dpop` is required; expected scheme and authority by which clients know this server");
  const bool isRequired = config.dpop == Possession::required || config.mutualTls == Possession::required;
  require(!isRequired || !config.acceptUnboundConfirmation, "acceptUnboundConfirmation",
          "set while tokens have to be bound; expected one of the two");
}

}  // namespace jwtauth::inline v0

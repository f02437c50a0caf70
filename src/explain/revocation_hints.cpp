// A token that an authorization server or a revocation check refused goes in, what an operator can do about it comes
// out.
#include "src/explain/hints.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view askAgain =
    "The answer is on its way: ask again in a moment. If it stays so, the authorization server is slow.";

constexpr Hint answers[] = {
    {ErrorCode::tokenInactive, always,
     "The authorization server says that this token is not active: it has expired, was revoked, was never issued there, "
     "or this server may not know of it. Get a new one, and compare endpoint and client with those of the token's "
     "issuer."},
    {ErrorCode::statusUnavailable, always,
     "The authorization server, or the status list, gave no usable answer. Try its address with curl from this machine, "
     "and look at the status of Introspection or StatusLists, which has the reason."},
    {ErrorCode::keysPending, always, askAgain},
};

constexpr Hint revocation[] = {
    {ErrorCode::revoked, always,
     "The token was revoked before it expires: by an entry of the deny list, or in its issuer's status list. Its user "
     "has to log in again."},
    {ErrorCode::statusMalformed, always,
     "The claim status must hold status_list with idx and uri, and the uri must begin with one of uriPrefixes. "
     "acceptMissingStatus takes tokens without the claim."},
};

}  // namespace

std::span<const HintGroup> authorityHints() noexcept {
  static constexpr HintGroup groups[] = {answers};
  return groups;
}

std::span<const HintGroup> revocationHints() noexcept {
  static constexpr HintGroup groups[] = {revocation, answers};
  return groups;
}

}  // namespace jwtauth::inline v0

// What a token is bound to and the request go in; yes or what is missing comes out. Refused: a binding that nothing in
// the request shows, another key or certificate than the token's, a proof that does not hold.
#include "src/libcrypto/digest.hpp"
#include "src/libcrypto/secrets.hpp"
#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr Error unboundByScheme{ErrorCode::confirmationMissing,
                                "the scheme DPoP with a token that is not bound to a key; expected `cnf.jkt`"};

/// `x5t#S256` of the client's certificate; empty when there is none.
std::string thumbprintOf(const Request& request) {
  const auto der = request.clientCertificate;
  if (!der.empty()) return encodeBase64Url(sha256({reinterpret_cast<const char*>(der.data()), der.size()}));
  const auto hash = request.clientCertificateHash;
  return encodeBase64Url({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

/// RFC 8705 3. No chain, name or date of the certificate matters.
Result<void> checkCertificate(const Confirmation& bound, const Presentation& presentation,
                              const JwtAuthenticationConfig& config) {
  if (bound.certificateThumbprint.empty()) return {};
  const std::string shown =
      config.mutualTls != Possession::off && presentation.request != nullptr ? thumbprintOf(*presentation.request) : "";
  if (shown.empty()) {
    if (config.acceptUnboundConfirmation) return {};
    return Error{ErrorCode::confirmationUnbound, "`cnf` binds the token to a certificate, and the client showed none"};
  }
  if (areEqualInConstantTime(shown, bound.certificateThumbprint)) return {};
  return Error{ErrorCode::confirmationMismatch, "the client's certificate is not the one in `cnf`"};
}

}  // namespace

Result<void> checkBinding(const Confirmation* bound, const Presentation& presentation,
                          const JwtAuthenticationConfig& config, DpopChecker* dpop, WallTime now) {
  const bool isDpop = presentation.scheme == AuthenticationScheme::dpop;
  if (bound == nullptr) return isDpop ? Result<void>(unboundByScheme) : Result<void>();
  if (const auto shown = checkCertificate(*bound, presentation, config); !shown) return shown;
  if (bound->keyThumbprint.empty()) return isDpop ? Result<void>(unboundByScheme) : Result<void>();
  if (isDpop && dpop != nullptr && presentation.request != nullptr) {
    return dpop->check(*presentation.request, presentation.token, bound->keyThumbprint, now, presentation.use);
  }
  // RFC 9449 7.2: a token that is bound to a key is never taken as Bearer.
  if (config.acceptUnboundConfirmation) return {};
  return Error{ErrorCode::confirmationUnbound,
               "`cnf.jkt` binds the token to a key, which the scheme Bearer does not prove; expected the scheme DPoP"};
}

}  // namespace jwtauth::inline v0

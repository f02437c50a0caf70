// A bound token whose sender did not prove to hold what it is bound to goes in, the likely reason comes out: a client
// that does not know of it, a proxy between, a clock, a key or certificate that was replaced.
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
#include "src/text/http_url.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

bool isDpop(const Examination& found) {
  return found.scheme == AuthenticationScheme::dpop;
}

bool isOfCertificate(const Examination& found) {
  return found.payload.find("/cnf/x5t#S256").has_value() &&
         found.verdict.detail.find("certificate") != std::string::npos;
}

bool differsInMethod(const Examination& found) {
  return found.proof.string("htm") != found.method;
}

bool differsInOriginAlone(const Examination& found) {
  return !found.proofUrl.empty() && afterOrigin(found.proofUrl) == afterOrigin(found.url);
}

bool differsByTrailingSlash(const Examination& found) {
  return found.proofUrl + '/' == found.url || found.url + '/' == found.proofUrl;
}

bool isStripped(const Examination& found) {
  const std::string_view proved = afterOrigin(found.proofUrl), asked = afterOrigin(found.url);
  return proved.size() > asked.size() && proved.ends_with(asked);
}

bool isAhead(const Examination& found) {
  return found.proof.number("iat").value_or(0) > found.nowSeconds();
}

constexpr Hint binding[] = {
    {ErrorCode::confirmationUnbound, isOfCertificate,
     "The token is bound to a certificate of the client (mTLS), and none came with the request. The client must use it "
     "at the TLS handshake with this server, too; behind a proxy that ends TLS set clientCertificateHeader, and have "
     "the proxy send it."},
    {ErrorCode::confirmationUnbound, always,
     [](const Examination& found) {
       const std::string_view off = issuerBehind(found).words.binding;
       return "The token is bound to a key of the client (DPoP), and the client sent it as Bearer. It must send "
              "`Authorization: DPoP TOKEN` and a new proof in the field DPoP with each request. Someone who stole the "
              "token would do the same as this client did." +
              (off.empty() ? std::string() : " To do without the binding: " + std::string(off));
     }},
    {ErrorCode::confirmationMissing, isDpop,
     "The client sent the scheme DPoP, but its issuer did not bind the token to a key. It must ask the issuer for the "
     "token with a proof as well (the answer then says token_type DPoP), or send a token that is not bound as Bearer."},
    {ErrorCode::confirmationMismatch, isOfCertificate,
     "The client showed another certificate than the one with which it asked for the token. A token ends with its "
     "certificate: after a renewal, even with the same key, the client must ask for a new token. A proxy that ends TLS "
     "shows its own certificate."},
    {ErrorCode::confirmationMismatch, always,
     "The client signed the proof with another key than the one with which it asked for the token. It may have made a "
     "new key pair since (a page that was loaded again, another instance of the program): then it must ask for a new "
     "token."},
    {ErrorCode::proofMissing, always,
     "The client sends the scheme DPoP without a proof. It must send a new one in the field DPoP with each request; "
     "where it does, a proxy dropped the field, or the program that runs this library does not give it on "
     "(Request::dpop)."},
    {ErrorCode::proofRepeated, always,
     "More than one proof came. A proxy that repeats a request may add a second field; exactly one may come."},
    {ErrorCode::proofUnsupported, always,
     [](const Examination& found) {
       std::vector<std::string> names;
       for (const Algorithm one : found.config.dpopAlgorithms) names.emplace_back(nameOf(one));
       return "The proof is of another kind than this server takes: a JWT of the typ dpop+jwt, signed with one of " +
              listed(names) + " (dpopAlgorithms), with its public key alone in jwk.";
     }},
    {ErrorCode::proofMalformed, always,
     "The proof lacks something or was altered. Usual libraries write jti, htm, htu, iat and ath; proofs for the token "
     "endpoint have no ath, so one made for it does not do here."},
    {ErrorCode::proofForOtherRequest, differsInMethod,
     [](const Examination& found) {
       return "The proof is for the method " + inQuotes(found.proof.string("htm").value_or("")) +
              ", and the request came as " + inQuotes(found.method) +
              ". Letter case counts. A client that follows a redirect must make a new proof.";
     }},
    {ErrorCode::proofForOtherRequest, differsInOriginAlone,
     [](const Examination& found) {
       const std::string origin = found.proofUrl.substr(0, found.proofUrl.size() - afterOrigin(found.proofUrl).size());
       return "The client knows this server by another name. If it is at " + inQuotes(origin) +
              " for clients (behind a proxy, or one that ends TLS), set publicOrigin: " + origin +
              ". If not, the proof was made for another server, and someone passed it on.";
     }},
    {ErrorCode::proofForOtherRequest, differsByTrailingSlash,
     "The two URLs differ by a slash at their end, which counts (RFC 3986 6.2.2). The client must sign the URL that it "
     "sends."},
    {ErrorCode::proofForOtherRequest, isStripped,
     "A proxy cuts off the beginning of the path, and the client signed all of it. Have the proxy keep the path."},
    {ErrorCode::proofForOtherRequest, always,
     "The proof is for another URL. The client must sign the one that it sends, without query; a proxy that rewrites "
     "paths or decodes %2F breaks every proof."},
    {ErrorCode::proofForOtherToken, always,
     "The proof's ath is not base64url without padding of the SHA-256 of this token's characters. The client made the "
     "proof for the token that it had before, or hashes something else (with the scheme, in hexadecimal)."},
    {ErrorCode::proofExpired, isAhead,
     "The proof was made in the future: the client's clock is ahead of this server's, or iat is in milliseconds. Where "
     "clients' clocks are wrong set dpopNonce: required, which does without them."},
    {ErrorCode::proofExpired, always,
     "The proof was made too long ago: a client must make one for each request. Or its clock is behind this server's: "
     "where clients' clocks are wrong set dpopNonce: required, which does without them."},
    {ErrorCode::proofNonceMissing, always,
     "This is how it begins: the answer brings a nonce (DPoP-Nonce), with which the client repeats its request. When "
     "each request ends so, the client does not read the field (a browser needs it in Access-Control-Expose-Headers), "
     "or several servers have different secrets: set dpopNonceSecret to the same."},
    {ErrorCode::proofReplayed, always,
     "This proof was used before. The client sends one twice, a proxy repeated the request, or someone copied it."},
    {ErrorCode::proofForged, always,
     "The proof was not signed with the key that it shows: it was altered, or put together by someone without the key."},
    {ErrorCode::proofsUnavailable, always,
     "The memory of used proofs is full (dpopReplayEntries), or the store that servers share does not answer. Requests "
     "with proofs pass again when older ones are past their time."},
};

}  // namespace

std::span<const HintGroup> bindingHints() noexcept {
  static constexpr HintGroup groups[] = {binding};
  return groups;
}

}  // namespace jwtauth::inline v0

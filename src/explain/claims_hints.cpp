// A verified token whose claims were refused goes in, the likely reason comes out: clocks, another issuer, another
// audience, the other kind of token, a binding to a key.
#include <algorithm>
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr double fewMinutes = 10 * 60;
constexpr double someYearsAfter1970 = 1'000'000'000;     // 2001
constexpr double noSecondsButMilliseconds = 1e11;        // the year 5138 in seconds, 1973 in milliseconds
constexpr double earliestSensibleClock = 1'700'000'000;  // 2023

std::string serverClock(const Examination& found) {
  return "this server's clock says " + dateOf(found.nowSeconds());
}

// --- payload and times

MaybeText payloadNotJson(const Examination& found) {
  if (!found.refusedWith(ErrorCode::tokenMalformed)) return std::nullopt;
  return "The payload is " + std::string(describe(found.payload.fault)) +
         ". It is signed so: the issuer makes tokens that the standard forbids (RFC 7519 7.2, RFC 8725 2.6), so the "
         "cure is "
         "there.";
}

MaybeText clockFailed(const Examination& found) {
  if (found.verdict.kind() != ErrorKind::internal) return std::nullopt;
  return "The Clock given to the library failed, which is no fault of the token.";
}

MaybeText serverClockUnset(const Examination& found) {
  const bool early = found.refusedWith(ErrorCode::notYetValid) || found.refusedWith(ErrorCode::issuedInFuture);
  if (!early || found.nowSeconds() > earliestSensibleClock) return std::nullopt;
  return "The clock of this server is not set: " + serverClock(found) + ". Switch time synchronisation on (NTP).";
}

MaybeText lifetimeInPlaceOfDate(const Examination& found) {
  const auto expiry = found.payload.number("exp");
  if (!found.refusedWith(ErrorCode::expired) || !expiry || *expiry > someYearsAfter1970) return std::nullopt;
  return "The exp lies in " + dateOf(*expiry).substr(0, 4) +
         ": it seems to hold a lifetime. It must be the moment of expiry, in seconds since 1970.";
}

MaybeText expiredJustNow(const Examination& found) {
  const auto expiry = found.payload.number("exp");
  if (!found.refusedWith(ErrorCode::expired) || !expiry || found.nowSeconds() - *expiry > fewMinutes)
    return std::nullopt;
  return "It expired only " + inWords(found.nowSeconds() - *expiry) +
         " ago. The client should renew tokens somewhat before they expire. If fresh ones are refused too, a clock is "
         "off: " +
         serverClock(found) + '.';
}

MaybeText expiredLongAgo(const Examination& found) {
  const auto expiry = found.payload.number("exp");
  if (!found.refusedWith(ErrorCode::expired) || !expiry || lifetimeInPlaceOfDate(found) || expiredJustNow(found))
    return std::nullopt;
  return "It expired " + inWords(found.nowSeconds() - *expiry) +
         " ago: the client must log in again or renew its token. If fresh ones are refused too, a clock is off: " +
         serverClock(found) + '.';
}

MaybeText expiryMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::expiryMissing)) return std::nullopt;
  return "A token without exp is good for ever, also once it is stolen. Have the issuer write one. acceptMissingExpiry "
         "lets "
         "such tokens in, as RESTHeart does.";
}

MaybeText millisecondsInPlaceOfSeconds(const Examination& found) {
  if (!found.refusedWith(ErrorCode::claimMalformed)) return std::nullopt;
  for (const std::string_view name : {"exp", "nbf", "iat"}) {
    if (found.payload.number(name).value_or(0) > noSecondsButMilliseconds) {
      return "The " + std::string(name) +
             " seems to be in milliseconds. Dates of a token are seconds since 1970 (RFC 7519 2); Java's and "
             "JavaScript's "
             "clocks count milliseconds.";
    }
  }
  return std::nullopt;
}

MaybeText textInPlaceOfDate(const Examination& found) {
  if (!found.refusedWith(ErrorCode::claimMalformed) || millisecondsInPlaceOfSeconds(found)) return std::nullopt;
  return "A date of the token is no number from 1970 to 9999. exp, nbf and iat are JSON numbers, not texts: seconds "
         "since "
         "1970 (RFC 7519 2).";
}

MaybeText clocksApart(const Examination& found) {
  const bool early = found.refusedWith(ErrorCode::notYetValid);
  const auto begin = found.payload.number(early ? "nbf" : "iat");
  if (!(early || found.refusedWith(ErrorCode::issuedInFuture)) || !begin || serverClockUnset(found))
    return std::nullopt;
  return std::string("The token's ") + (early ? "nbf" : "iat") + " lies " + inWords(*begin - found.nowSeconds()) +
         " ahead: this server's clock is behind, or the issuer's ahead; " + serverClock(found) + ". clockSkew is " +
         inWords(static_cast<double>(found.config.clockSkew.count())) + " (10 minutes at most); set the clocks first.";
}

MaybeText tooOld(const Examination& found) {
  if (!found.refusedWith(ErrorCode::tokenTooOld) || !found.config.maxTokenAge) return std::nullopt;
  const std::string limit = inWords(static_cast<double>(found.config.maxTokenAge->count()));
  const auto issued = found.payload.number("iat");
  if (!issued) return "maxTokenAge is " + limit + ", and the token does not say when it was issued (iat).";
  return "The token was issued " + inWords(found.nowSeconds() - *issued) + " ago and maxTokenAge is " + limit +
         ". The client must renew it, though it has not expired.";
}

// --- issuer

MaybeText issuerAlmost(const Examination& found) {
  const std::string issuer = found.payload.string("iss").value_or("");
  const auto difference = smallDifference(issuer, found.config.issuer);
  if (!found.refusedWith(ErrorCode::issuerMismatch) || !difference) return std::nullopt;
  return "The issuer " + *difference + ". Set issuer: " + inQuotes(issuer) +
         " exactly as the token has it, if that is whom you trust; Auth0's ends in a slash.";
}

MaybeText issuerMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::issuerMismatch) || found.payload.string("iss")) return std::nullopt;
  return "The token does not say who issued it. Have the issuer write iss; acceptAnyIssuer would let such tokens in.";
}

MaybeText issuerOther(const Examination& found) {
  if (!found.refusedWith(ErrorCode::issuerMismatch) || issuerMissing(found) || issuerAlmost(found)) return std::nullopt;
  return "The token comes from " + inQuotes(found.payload.string("iss").value_or("")) + ", and issuer is set to " +
         inQuotes(found.config.issuer) +
         ". Another tenant, or the tenant's own domain in place of its custom one: set issuer to what you trust.";
}

// --- audience

bool isAddress(const std::string& text) {
  return !hostOf(text).empty();
}

MaybeText audienceMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::audienceMismatch) || found.payload.has("aud")) return std::nullopt;
  return "The token does not say for whom it is. Have the client ask for your API by its audience parameter; "
         "acceptAnyAudience would let such tokens in.";
}

MaybeText audienceAlmost(const Examination& found) {
  if (!found.refusedWith(ErrorCode::audienceMismatch)) return std::nullopt;
  for (const std::string& audience : audiencesOf(found.payload)) {
    for (const std::string& wanted : found.config.audience) {
      if (const auto difference = smallDifference(audience, wanted)) {
        return "The audience " + *difference + ". Set audience: " + inQuotes(audience) +
               " exactly as the token has it.";
      }
    }
  }
  return std::nullopt;
}

MaybeText idTokenSent(const Examination& found) {
  const auto& wanted = found.config.audience;
  const bool sentIdToken = kindOf(found) == TokenKind::idToken && std::any_of(wanted.begin(), wanted.end(), isAddress);
  if (!found.refusedWith(ErrorCode::audienceMismatch) || !sentIdToken) return std::nullopt;
  return "This seems to be an ID token, which is made for the client " + listed(audiencesOf(found.payload)) +
         "; the API expects an access token for " + listed(wanted) +
         ". Have the client ask for one by its audience parameter, and send that.";
}

MaybeText accessTokenSent(const Examination& found) {
  const auto& wanted = found.config.audience;
  const std::string client = clientOf(found.payload);
  const bool wantsClient = std::any_of(wanted.begin(), wanted.end(), [&](const std::string& one) {
    return client.empty() ? !isAddress(one) : one == client;
  });
  if (!found.refusedWith(ErrorCode::audienceMismatch) || kindOf(found) != TokenKind::accessToken || !wantsClient)
    return std::nullopt;
  return "This seems to be an access token for " + listed(audiencesOf(found.payload)) +
         ", and the configured audience is a client id, which ID tokens carry. Set audience to the API's identifier, "
         "or "
         "have the client send its ID token.";
}

MaybeText userinfoOnly(const Examination& found) {
  const std::vector<std::string> audiences = audiencesOf(found.payload);
  const bool onlyUserinfo = audiences.size() == 1 && audiences.front().ends_with("/userinfo");
  if (!found.refusedWith(ErrorCode::audienceMismatch) || !onlyUserinfo) return std::nullopt;
  return "The token is for the issuer's /userinfo alone: the audience parameter was left out of the login. Have the "
         "client "
         "ask for " +
         listed(found.config.audience) + '.';
}

MaybeText audienceNotWhole(const Examination& found) {
  const auto& wanted = found.config.audience;
  if (!found.refusedWith(ErrorCode::audienceMismatch) || found.config.audienceMatch != AudienceMatch::all ||
      wanted.size() < 2) {
    return std::nullopt;
  }
  return "Every configured audience must be in the token (AudienceMatch::all, RESTHeart's rule). AudienceMatch::any is "
         "content with one.";
}

MaybeText audienceOther(const Examination& found) {
  const std::vector<std::string> audiences = audiencesOf(found.payload);
  if (!found.refusedWith(ErrorCode::audienceMismatch) || audiences.empty()) return std::nullopt;
  return "The token is for " + listed(audiences) + ", and audience is set to " + listed(found.config.audience) +
         ". The client asked for a token of another API, or the setting is wrong.";
}

// --- binding

MaybeText boundToKey(const Examination& found) {
  if (!found.refusedWith(ErrorCode::confirmationUnbound)) return std::nullopt;
  const bool certificate = found.payload.find("/cnf/x5t#S256").has_value();
  return std::string("The token is bound to a key of the client ") + (certificate ? "(mTLS)" : "(DPoP)") +
         ", and Bearer proves none. In Auth0: APIs, your API, Settings, Token Sender-Constraining: off. "
         "acceptUnboundConfirmation takes such tokens as plain Bearer, and gives that protection up.";
}

}  // namespace

std::span<const Hint> claimsHints() noexcept {
  static constexpr std::array<Hint, 22> hints{payloadNotJson,
                                              clockFailed,
                                              serverClockUnset,
                                              lifetimeInPlaceOfDate,
                                              expiredJustNow,
                                              expiredLongAgo,
                                              expiryMissing,
                                              clocksApart,
                                              millisecondsInPlaceOfSeconds,
                                              textInPlaceOfDate,
                                              tooOld,
                                              issuerAlmost,
                                              issuerMissing,
                                              issuerOther,
                                              audienceMissing,
                                              audienceAlmost,
                                              userinfoOnly,
                                              idTokenSent,
                                              accessTokenSent,
                                              audienceNotWhole,
                                              audienceOther,
                                              boundToKey};
  return hints;
}

}  // namespace jwtauth::inline v0

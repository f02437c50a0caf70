// A verified token whose claims were refused goes in, the likely reason comes out: clocks, another issuer, another
// audience, the other kind of token, a binding to a key, a value that is required.
#include <algorithm>
#include <utility>

#include "src/configuration/issuer_template.hpp"
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
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

double expiryOf(const Examination& found) {
  return found.issuing().number("exp").value_or(0);
}

std::string sinceExpiry(const Examination& found) {
  return inWords(found.nowSeconds() - expiryOf(found));
}

bool isClockUnset(const Examination& found) {
  return found.nowSeconds() <= earliestSensibleClock;
}

std::string setTheClock(const Examination& found) {
  return "The clock of this server is not set: " + serverClock(found) + ". Switch time synchronisation on (NTP).";
}

std::string clocksDiffer(const Examination& found, std::string_view claim) {
  const double begin = found.payload.number(claim).value_or(0);
  return "The token's " + std::string(claim) + " is " + inWords(begin - found.nowSeconds()) +
         " in the future: this server's clock is behind, or the issuer's is ahead; " + serverClock(found) +
         ". clockSkew is " + inWords(static_cast<double>(found.config.clockSkew.count())) +
         " (10 minutes at most); set the clocks first.";
}

/// The first of the dates that is in milliseconds; empty when none is.
std::string_view dateInMilliseconds(const Examination& found) {
  for (const std::string_view name : {"exp", "nbf", "iat"}) {
    if (found.payload.number(name).value_or(0) > noSecondsButMilliseconds) return name;
  }
  return {};
}

constexpr Hint payloadAndTimes[] = {
    {ErrorCode::tokenMalformed, always,
     [](const Examination& found) {
       return "The payload is " + std::string(describe(found.payload.fault)) +
              ". It is signed like this: the issuer makes tokens that the standard forbids "
              "(RFC 7519 7.2, RFC 8725 2.6), so the issuer must be fixed.";
     }},
    {anyCode, [](const Examination& found) { return found.verdict.kind() == ErrorKind::internal; },
     "The Clock given to the library failed, which is not the token's fault."},
    {ErrorCode::notYetValid, isClockUnset, setTheClock},
    {ErrorCode::issuedInFuture, isClockUnset, setTheClock},
    {ErrorCode::notYetValid, always, [](const Examination& found) { return clocksDiffer(found, "nbf"); }},
    {ErrorCode::issuedInFuture, always, [](const Examination& found) { return clocksDiffer(found, "iat"); }},
    {ErrorCode::expired, [](const Examination& found) { return expiryOf(found) <= someYearsAfter1970; },
     [](const Examination& found) {
       return "The exp is in " + dateOf(expiryOf(found)).substr(0, 4) +
              ": it seems to hold a lifetime. It must be the moment of expiry, in seconds since 1970.";
     }},
    {ErrorCode::expired, [](const Examination& found) { return found.nowSeconds() - expiryOf(found) <= fewMinutes; },
     [](const Examination& found) {
       return "It expired only " + sinceExpiry(found) +
              " ago. The client should renew tokens somewhat before they expire. "
              "If fresh ones are refused too, a clock is off: " +
              serverClock(found) + ". " + std::string(issuerBehind(found).words.lifetime);
     }},
    {ErrorCode::expired, always,
     [](const Examination& found) {
       return "It expired " + sinceExpiry(found) +
              " ago: the client must log in again or renew its token. "
              "If fresh ones are refused too, a clock is off: " +
              serverClock(found) + ". " + std::string(issuerBehind(found).words.lifetime);
     }},
    {ErrorCode::expiryMissing, always,
     "A token without exp is valid for ever, even once it is stolen. Have the issuer write one. "
     "acceptMissingExpiry lets such tokens in, as RESTHeart does."},
    {ErrorCode::claimMalformed, [](const Examination& found) { return !dateInMilliseconds(found).empty(); },
     [](const Examination& found) {
       return "The " + std::string(dateInMilliseconds(found)) +
              " seems to be in milliseconds. Dates of a token are seconds since 1970 (RFC 7519 2); "
              "Java's and JavaScript's clocks count milliseconds.";
     }},
    {ErrorCode::claimMalformed, always,
     "A date of the token is not a number from 1970 to 9999. "
     "exp, nbf and iat are JSON numbers, not texts: seconds since 1970 (RFC 7519 2)."},
    {ErrorCode::tokenTooOld, always,
     [](const Examination& found) {
       const std::string limit =
           inWords(static_cast<double>(found.config.maxTokenAge.value_or(std::chrono::seconds()).count()));
       const auto issued = found.payload.number("iat");
       if (!issued)
         return "maxTokenAge is " + limit + ", and the token does not say when it was issued (iat). " +
                std::string(issuerBehind(found).words.lifetime);
       return "The token was issued " + inWords(found.nowSeconds() - *issued) + " ago and maxTokenAge is " + limit +
              ". The client must renew it, though it has not expired.";
     }},
};

// --- issuer

std::string issuerOf(const Examination& found) {
  return found.issuing().string("iss").value_or("");
}

/// What the token has in the place of the template's placeholder; empty when its issuer is of another form.
std::string tenantOf(const Examination& found) {
  const auto pattern = hasTemplate(found.config) ? templateIn(found.config.issuer) : std::nullopt;
  const std::string issuer = issuerOf(found);
  return pattern ? std::string(pattern->tenantIn(issuer).value_or("")) : "";
}

constexpr Hint issuer[] = {
    {ErrorCode::keyUnknown, always,
     [](const Examination& found) {
       return "The key says that it signs for " + inQuotes(found.keyIssuer) + ", and the token comes from " +
              inQuotes(issuerOf(found)) + ": that issuer's other keys sign its tokens, so this one is forged.";
     }},
    {ErrorCode::issuerMismatch,
     [](const Examination& found) {
       return !tenantOf(found).empty() && !isTrustedTenant(tenantOf(found), found.config);
     },
     [](const Examination& found) {
       return "The token comes from the tenant " + inQuotes(tenantOf(found)) +
              ", which is not in issuerTenants. Add it there if this server should trust that tenant.";
     }},
    {ErrorCode::issuerMismatch, [](const Examination& found) { return !tenantOf(found).empty(); },
     [](const Examination& found) {
       return "iss names the tenant " + inQuotes(tenantOf(found)) +
              ", and the claim of the placeholder in issuer says otherwise: no honest issuer writes such tokens.";
     }},
    {ErrorCode::issuerMismatch, [](const Examination& found) { return !found.issuing().string("iss"); },
     [](const Examination& found) {
       return "The token does not say who issued it. " +
              wordsOr(issuerBehind(found).words.issuer,
                      "Have the issuer write iss; acceptAnyIssuer would let such tokens in.");
     }},
    {ErrorCode::issuerMismatch,
     [](const Examination& found) { return smallDifference(issuerOf(found), found.config.issuer).has_value(); },
     [](const Examination& found) {
       return "The issuer " + smallDifference(issuerOf(found), found.config.issuer).value_or("") +
              ". If you trust it, set issuer: " + inQuotes(issuerOf(found)) + " exactly as the token has it.";
     }},
    {ErrorCode::issuerMismatch, always,
     [](const Examination& found) {
       return "The token comes from " + inQuotes(issuerOf(found)) + ", and issuer is set to " +
              listed(issuersOf(found.config)) + ". " +
              wordsOr(issuerBehind(found).words.issuer,
                      "It is another tenant, or another name of the same one: set issuer to what you trust.");
     }},
};

// --- audience

bool isAddress(const std::string& text) {
  return !hostOf(text).empty();
}

/// An audience of the token, and how it misses a configured one.
std::optional<std::pair<std::string, std::string>> almostWanted(const Examination& found) {
  for (const std::string& audience : audiencesOf(found.payload)) {
    for (const std::string& wanted : found.config.audience) {
      if (const auto difference = smallDifference(audience, wanted)) return {{audience, *difference}};
    }
  }
  return std::nullopt;
}

bool isForUserinfoOnly(const Examination& found) {
  const std::vector<std::string> audiences = audiencesOf(found.payload);
  return audiences.size() == 1 && audiences.front().ends_with("/userinfo");
}

bool namesNoAudience(const Examination& found) {
  return !found.payload.has("aud") || (found.payload.find("aud")->type() == JsonType::array &&
                                       found.payload.find("aud")->text().find('"') == std::string_view::npos);
}

/// The claim that names a configured audience in place of `aud`; empty when none does.
std::string_view standInForAudience(const Examination& found) {
  for (const std::string_view claim : {"client_id", "azp", "cid", "appid"}) {
    const auto value = found.payload.string(claim);
    const auto& wanted = found.config.audience;
    if (value && std::find(wanted.begin(), wanted.end(), *value) != wanted.end()) return claim;
  }
  return {};
}

std::string withoutAudience(const Examination& found) {
  std::string text = "The token does not say for whom it is";
  text += found.payload.has("aud") ? ": its aud is an empty list. " : " (aud is missing). ";
  text += wordsOr(issuerBehind(found).words.audience,
                  "Have the client ask for your API, by an audience or resource parameter or a scope of it, as the "
                  "issuer has it.");
  const std::string_view standIn = standInForAudience(found);
  if (!standIn.empty()) {
    text += " The configured audience stands in " + std::string(standIn) +
            ", which says who asked: audienceClaim: " + std::string(standIn) + " would compare that.";
  }
  return text + " acceptAnyAudience would let such tokens in.";
}

bool isIdTokenForAnApi(const Examination& found) {
  return kindOf(found) == TokenKind::idToken;
}

bool isAccessTokenForAClient(const Examination& found) {
  const auto& wanted = found.config.audience;
  const std::string client = clientOf(found.payload);
  const auto isClient = [&](const std::string& one) { return client.empty() ? !isAddress(one) : one == client; };
  const std::string_view known = issuerBehind(found).name;
  return (known.empty() || known == "Auth0") && kindOf(found) == TokenKind::accessToken &&
         std::any_of(wanted.begin(), wanted.end(), isClient);
}

constexpr Hint audience[] = {
    {ErrorCode::audienceMismatch, [](const Examination& found) { return !found.config.audienceClaim.empty(); },
     [](const Examination& found) {
       const auto came = audienceOf(found);
       return "audienceClaim is set to " + listed(found.config.audienceClaim) +
              (came ? ", which is " + displayed(came->text(), 100) + " in this token"
                    : std::string(", and the token has no such claim")) +
              "; audience is set to " + listed(found.config.audience) +
              ". The token was issued to another client, or the setting is wrong.";
     }},
    {ErrorCode::audienceMismatch, namesNoAudience, withoutAudience},
    {ErrorCode::audienceMismatch, [](const Examination& found) { return almostWanted(found).has_value(); },
     [](const Examination& found) {
       const auto [sent, difference] = almostWanted(found).value_or(std::pair<std::string, std::string>());
       return "The audience " + difference + ". Set audience: " + inQuotes(sent) + " exactly as the token has it.";
     }},
    {ErrorCode::audienceMismatch, isForUserinfoOnly,
     [](const Examination& found) {
       return "The token is for the issuer's /userinfo alone: the login did not ask for an API. "
              "Have the client ask for " +
              listed(found.config.audience) + ". " + std::string(issuerBehind(found).words.audience);
     }},
    {ErrorCode::audienceMismatch, isIdTokenForAnApi,
     [](const Examination& found) {
       return "This seems to be an ID token, which is made for the client " + listed(audiencesOf(found.payload)) +
              "; the API expects an access token for " + listed(found.config.audience) + ". " +
              wordsOr(issuerBehind(found).words.audience, "Have the client ask for one, and send access_token.");
     }},
    {ErrorCode::audienceMismatch, isAccessTokenForAClient,
     [](const Examination& found) {
       return "This seems to be an access token for " + listed(audiencesOf(found.payload)) +
              ", and the configured audience is a client id, which ID tokens carry. "
              "Set audience to the API's identifier, or have the client send its ID token.";
     }},
    {ErrorCode::audienceMismatch,
     [](const Examination& found) {
       return found.config.audienceMatch == AudienceMatch::all && found.config.audience.size() > 1;
     },
     "Every configured audience must be in the token (audienceMatch: all, RESTHeart's rule). "
     "audienceMatch: any needs only one."},
    {ErrorCode::audienceMismatch, [](const Examination& found) { return !audiencesOf(found.payload).empty(); },
     [](const Examination& found) {
       return "The token is for " + listed(audiencesOf(found.payload)) + ", and audience is set to " +
              listed(found.config.audience) +
              ". The client asked for a token of another API, or the setting is wrong. " +
              std::string(issuerBehind(found).words.audience);
     }},
};

// --- a binding that cannot be proved here

constexpr Hint unproved[] = {
    {ErrorCode::confirmationUnbound, always,
     [](const Examination& found) {
       const bool toCertificate = found.payload.find("/cnf/x5t#S256") && found.config.mutualTls == Possession::off;
       const bool toKey = found.payload.find("/cnf/jkt").has_value() && found.config.dpop == Possession::off;
       const std::string what = toCertificate ? "a certificate of the client (mTLS), and `mutualTls` is off. "
                                : toKey       ? "a key of the client (DPoP), and `dpop` is off. "
                                              : "something that this server does not know. ";
       const std::string_view way = toCertificate ? "Set mutualTls: allowed. " : toKey ? "Set dpop: allowed. " : "";
       return "The token is bound to " + what + std::string(way) + "Or switch it off at the issuer: " +
              wordsOr(issuerBehind(found).words.binding, "see its settings for this API.") +
              " acceptUnboundConfirmation takes such tokens as plain Bearer, and gives that protection up.";
     }},
    {ErrorCode::confirmationMissing, always,
     "This server wants every token to be bound to what its owner alone has (`dpop` or `mutualTls` is required), and "
     "this one is not. Have the issuer bind the tokens of this API, or set what is required to allowed."},
    {ErrorCode::confirmationMalformed, always,
     "The claim cnf cannot be read: jkt and x5t#S256 are SHA-256 hashes, 43 characters of base64url. Usual issuers "
     "write it right."},
};

// --- required values

constexpr Hint required[] = {
    {ErrorCode::claimMismatch,
     [](const Examination& found) {
       return found.config.accessTokenProfile != AccessTokenProfile::none &&
              found.verdict.detail.find("accessTokenProfile") != std::string_view::npos;
     },
     "The token is not an access token by RFC 9068, which accessTokenProfile wants. Some issuers write such ones when "
     "they are asked to (in Auth0: APIs, your API, Settings, Access Token Profile: RFC 9068); else leave it out."},
    {ErrorCode::claimMismatch, always,
     [](const Examination& found) {
       std::string text;
       for (const std::string& unmet : unmetRequirements(found)) text += "The token's " + unmet + ". ";
       return text +
              "Values are compared exactly, type included: \"true\" and \"20\" are texts, true and 20 are not. "
              "Change the setting only if this server should trust such tokens.";
     }},
};

}  // namespace

std::span<const HintGroup> claimsHints() noexcept {
  static constexpr HintGroup groups[] = {payloadAndTimes, issuer, audience, unproved, required};
  return groups;
}

}  // namespace jwtauth::inline v0

// A token goes in, what it was made for comes out, judged by what issuers put into it: access, ID, refresh, logout and
// custom tokens, keys of an API. A guess for people, which decides nothing.
#include <algorithm>
#include <array>

#include "src/explain/known_issuers.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string textOf(const Examination& found, std::string_view claim) {
  return found.payload.string(claim).value_or("");
}

bool says(const Examination& found, std::string_view claim, std::string_view word) {
  return equalsWithoutCase(textOf(found, claim), word);
}

bool headerTypeIs(const Examination& found, std::string_view word) {
  return equalsWithoutCase(found.header.string("typ").value_or(""), word);
}

bool isLogoutToken(const Examination& found) {
  const auto events = found.payload.find("events");
  return headerTypeIs(found, "logout+jwt") || says(found, "typ", "Logout") ||
         (events && events->text().find("backchannel-logout") != std::string_view::npos);
}

bool isForGraph(const Examination& found) {
  const std::vector<std::string> audiences = audiencesOf(found.payload);
  const bool namesGraph = std::any_of(audiences.begin(), audiences.end(), [](std::string_view one) {
    return one == "00000003-0000-0000-c000-000000000000" || one.starts_with("https://graph.microsoft.com");
  });
  return namesGraph || (found.header.has("nonce") && issuerBehind(found).name == "Microsoft Entra ID");
}

bool isMadeByItsSubject(const Examination& found) {
  const std::string issuer = textOf(found, "iss");
  return !issuer.empty() && issuer == textOf(found, "sub");
}

bool isOfServiceAccount(const Examination& found) {
  return isMadeByItsSubject(found) && textOf(found, "iss").ends_with(".iam.gserviceaccount.com");
}

bool isCustomToken(const Examination& found) {
  const std::vector<std::string> audiences = audiencesOf(found.payload);
  return isOfServiceAccount(found) && std::any_of(audiences.begin(), audiences.end(), [](const auto& one) {
           return one.find("identitytoolkit") != std::string::npos;
         });
}

bool isProjectKey(const Examination& found) {
  return found.payload.has("ref") && (says(found, "role", "anon") || says(found, "role", "service_role"));
}

bool isPodTokenOfASecret(const Examination& found) {
  return textOf(found, "iss") == "kubernetes/serviceaccount";
}

/// Certain marks; others do not tell the two apart at each issuer.
bool saysThatItIsAnIdToken(const Examination& found) {
  return says(found, "typ", "ID") || says(found, "token_use", "id") || says(found, "purpose", "id") ||
         says(found, "tokenName", "id_token") || says(found, "tokenType", "id-token") ||
         textOf(found, "jti").starts_with("ID.");
}

bool saysThatItIsAnAccessToken(const Examination& found) {
  const std::string type = found.header.string("typ").value_or("");
  return equalsWithoutCase(type, "at+jwt") || equalsWithoutCase(type, "application/at+jwt") ||
         says(found, "typ", "Bearer") || says(found, "token_use", "access") || says(found, "purpose", "access_token") ||
         says(found, "tokenType", "access-token") || textOf(found, "jti").starts_with("AT.");
}

/// Issuers whose access tokens carry what elsewhere only ID tokens do, or the other way round.
bool isMarkedUnusually(const Examination& found) {
  constexpr std::array<std::string_view, 4> names{"Dex", "FusionAuth", "Casdoor", "authentik"};
  return std::find(names.begin(), names.end(), issuerBehind(found).name) != names.end();
}

bool isIdTokenOutOfPlace(const Examination& found) {
  constexpr std::array<ErrorCode, 4> consequences{ErrorCode::audienceMismatch, ErrorCode::typeMismatch,
                                                  ErrorCode::claimMismatch, ErrorCode::rolesMissing};
  return saysThatItIsAnIdToken(found) &&
         std::any_of(consequences.begin(), consequences.end(), [&](ErrorCode code) { return found.refusedWith(code); });
}

constexpr Hint wrongKinds[] = {
    {anyCode, [](const Examination& found) { return headerTypeIs(found, "dpop+jwt"); },
     "This is a DPoP proof, which belongs into the header DPoP, not the token. Send access_token."},
    {anyCode, isRefreshToken,
     "This is a refresh token (offline tokens are, too): it belongs to the issuer's token endpoint alone. "
     "Send access_token."},
    {anyCode, isLogoutToken,
     "This is a logout token, made for the client's back channel; it is no credential. Send access_token."},
    {anyCode, isForGraph,
     "This token is for Microsoft Graph, and only Graph can verify it (its header holds a nonce that is signed in "
     "another form): have the client ask for a scope of your own API (api://GUID/SCOPE), and send that token."},
    {anyCode, isCustomToken,
     "This is a custom token that a service account made: exchange it at Firebase for an ID token "
     "(signInWithCustomToken), and send that."},
    {anyCode, isOfServiceAccount,
     "This is a token that a service account of Google's signed by itself. Have it ask for an ID token with "
     "audience (target_audience) this server, or trust its keys by name: issuer: ACCOUNT and jwksUri: "
     "https://www.googleapis.com/service_accounts/v1/jwk/ACCOUNT."},
    {anyCode, isProjectKey,
     [](const Examination& found) {
       return "This is the Supabase project's " + textOf(found, "role") + " key, not a user's token" +
              (says(found, "role", "service_role") ? "; it passes every rule there, so that no client may have it"
                                                   : "; everyone who loads the page has it") +
              ". Send the session's access_token.";
     }},
    {anyCode, isPodTokenOfASecret,
     [](const Examination& found) {
       return "This is a pod's token of the old kind, from a Secret, without an end and without an audience; use a "
              "projected token with your audience " +
              (found.config.audience.empty() ? std::string() : listed(found.config.audience) + " ") +
              "(volumes, projected, serviceAccountToken, audience).";
     }},
    {ErrorCode::issuerMismatch, isMadeByItsSubject,
     "The token's issuer is its own subject: this is what a client signs to prove itself at the token endpoint "
     "(private_key_jwt), or a key that a developer made. Send the access_token that the token endpoint answers."},
    {anyCode, isIdTokenOutOfPlace,
     [](const Examination& found) {
       return "This is an ID token, made for the client " + listed(audiencesOf(found.payload)) +
              "; this server expects an access token. " +
              wordsOr(issuerBehind(found).words.idToken, "Send access_token.");
     }},
};

}  // namespace

bool isRefreshToken(const Examination& found) {
  return says(found, "typ", "Refresh") || says(found, "typ", "Offline") || says(found, "drn", "DSR") ||
         says(found, "tokenType", "refresh-token") || says(found, "token_type", "refresh") ||
         says(found, "token_use", "refresh") || says(found, "tokenName", "refresh_token") ||
         says(found, "purpose", "refresh_token");
}

HintGroup wrongKindHints() noexcept {
  return wrongKinds;
}

TokenKind kindOf(const Examination& found) {
  const TokenJson& payload = found.payload;
  if (!payload.readable) return TokenKind::unclear;
  if (saysThatItIsAnIdToken(found)) return TokenKind::idToken;
  if (saysThatItIsAnAccessToken(found)) return TokenKind::accessToken;
  if (isMarkedUnusually(found)) return TokenKind::unclear;
  const auto hasOneOf = [&](auto... names) { return (payload.has(names) || ...); };
  if (hasOneOf("scope", "scp", "permissions", "gty", "client_id")) return TokenKind::accessToken;
  const std::vector<std::string> audiences = audiencesOf(payload);
  if (audiences.size() == 1 &&
      hasOneOf("nonce", "at_hash", "c_hash", "s_hash", "email", "email_verified", "nickname", "picture")) {
    return TokenKind::idToken;
  }
  return hasOneOf("azp") && audiences != std::vector{clientOf(payload)} ? TokenKind::accessToken : TokenKind::unclear;
}

}  // namespace jwtauth::inline v0

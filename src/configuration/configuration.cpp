// A configuration goes in. Refused, in a sentence that names it: a setting that is missing, out of range or contradicts
// another.
#include "src/configuration/configuration.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "src/configuration/claim_names.hpp"
#include "src/configuration/issuer_template.hpp"
#include "src/configuration/possession_settings.hpp"
#include "src/configuration/resource_metadata.hpp"
#include "src/configuration/revocation_settings.hpp"
#include "src/configuration/token_places.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/json/json_value.hpp"
#include "src/json/starred_pointer.hpp"
#include "src/keys/key_strength.hpp"
#include "src/text/ascii.hpp"
#include "src/text/media_type.hpp"
#include "src/text/placeholder.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::chrono::seconds maxClockSkew = std::chrono::minutes(10);
constexpr std::size_t minTokenBytes = 256;
constexpr std::size_t maxTokenBytes = 1024 * 1024;
constexpr std::size_t maxAlgorithms = 8;
constexpr std::size_t maxIssuers = 16;
constexpr std::size_t maxAudienceClaims = 4;
constexpr std::size_t maxRolesClaims = 8;
constexpr std::size_t maxTokenPlaces = 4;
constexpr std::size_t maxVerdictCacheEntries = 1'000'000;

/// RFC 6901 3: `~` only as `~0` or `~1`.
bool isClaimName(std::string_view name) {
  if (!name.starts_with('/')) return true;
  for (std::size_t i = name.find('~'); i != std::string_view::npos; i = name.find('~', i + 1)) {
    if (i + 1 == name.size() || (name[i + 1] != '0' && name[i + 1] != '1')) return false;
  }
  return true;
}

/// Refuses a text that no token can hold, as `expected` says what one holds.
void requirePossible(const std::string& setting, std::string_view text, const std::string& expected) {
  const auto refuse = [&](const std::string& came) { refuseSetting(setting, came + "; expected " + expected); };
  if (trimmed(text) != text) refuse("white space at an end, which no token has there");
  if (const auto placeholder = placeholderIn(text))
    refuse('`' + *placeholder + "`, a placeholder that was not replaced");
  if (text.find(", ") != std::string_view::npos) refuse("several values in one text; a list has an entry for each");
}

/// Refuses a claim's name in a notation that is not read here: it would be looked up letter by letter.
void requireNotation(const std::string& setting, std::string_view name) {
  const bool isPath = name.starts_with("$.") || name.starts_with("$[");
  const std::size_t bracket = name.find('[');
  if (!isPath && (bracket == std::string_view::npos || name.find(']', bracket) == std::string_view::npos)) return;
  refuseSetting(setting, std::string(isPath ? "a JSONPath (`$.`)" : "brackets (`[...]`)") +
                             "; expected a claim's name, or a JSON Pointer for a place inside: `" + asPointer(name) +
                             '`');
}

/// A claim that settings name: literally, or by a pointer.
void requireClaim(const char* setting, std::string_view name) {
  require(!name.empty(), setting, "an empty name; expected that of a claim");
  requireNotation(setting, name);
  require(isClaimName(name), setting, "not a JSON Pointer: `~` is not followed by 0 or 1 (RFC 6901 3)");
}

/// The name of a claim at the top, also where it is written as a pointer; the first one of a longer pointer.
std::string_view topName(std::string_view name) {
  if (!name.starts_with('/')) return name;
  return name.substr(1, name.find('/', 1) - 1);
}

void requireMembers(const char* setting, const std::vector<RequiredMember>& required,
                    std::initializer_list<std::string_view> checkedOtherwise) {
  constexpr std::size_t maxRequired = 32;
  require(required.size() <= maxRequired, setting, std::to_string(required.size()) + " entries; expected at most 32");
  for (auto one = required.begin(); one != required.end(); ++one) {
    requireClaim(setting, one->name);
    const std::string_view name = topName(one->name);
    require(std::find(checkedOtherwise.begin(), checkedOtherwise.end(), name) == checkedOtherwise.end(), setting,
            "`" + std::string(name) + "`, which has a check of its own; expected another member");
    require(std::none_of(required.begin(), one, [&](const auto& other) { return other.name == one->name; }), setting,
            "the same name twice; expected each once");
    const bool hasValues = one->match == RequiredMember::Match::oneOf || one->match == RequiredMember::Match::prefix;
    require(hasValues != one->values.empty(), setting,
            hasValues ? "an empty list; expected at least one value" : "values that are not compared; expected none");
    require(one->values.size() <= maxListEntries, setting,
            std::to_string(one->values.size()) + " values; expected at most 1000");
    if (one->match != RequiredMember::Match::prefix) continue;
    for (const RequiredMember::Value& value : one->values) {
      const auto* prefix = std::get_if<std::string>(&value);
      require(prefix != nullptr && !prefix->empty(), setting, "an empty prefix; expected the beginning of a text");
    }
  }
}

void requireRequired(const JwtAuthenticationConfig& config) {
  requireMembers("requiredClaims", config.requiredClaims, {"iss", "aud", "exp", "nbf", "iat", "cnf"});
  requireMembers("requiredHeader", config.requiredHeader, {"alg", "kid", "typ", "crit", "b64"});
  require(std::none_of(config.requiredHeader.begin(), config.requiredHeader.end(),
                       [](const auto& one) { return one.match == RequiredMember::Match::prefix; }),
          "requiredHeader", "a prefix; expected whole values");
}

void requireAlgorithms(const JwtAuthenticationConfig& config) {
  requireAvailable(config.algorithm);
  const auto& others = config.otherAlgorithms;
  require(others.size() < maxAlgorithms, "algorithm",
          std::to_string(others.size() + 1) + " algorithms; expected up to 8");
  for (auto one = others.begin(); one != others.end(); ++one) {
    requireAvailable(*one);
    require(*one != config.algorithm && std::find(others.begin(), one, *one) == one, "algorithm",
            std::string(nameOf(*one)) + " twice; expected each once");
  }
}

/// The placeholder is one whole segment of the path, so that no value of it reaches into the host.
bool isSound(const IssuerTemplate& pattern) {
  const std::size_t host = pattern.before.find("://");
  const bool isInPath = host != std::string_view::npos && pattern.before.find('/', host + 3) != std::string_view::npos;
  const bool isSegment = pattern.before.ends_with('/') && (pattern.after.empty() || pattern.after.starts_with('/'));
  return isInPath && isSegment && !pattern.claim.empty() &&
         pattern.claim.find_first_of("{}/") == std::string_view::npos &&
         pattern.after.find_first_of("{}") == std::string_view::npos;
}

void requireTemplate(const JwtAuthenticationConfig& config) {
  const bool isTemplate = config.issuer.find_first_of("{}") != std::string::npos;
  require(isTemplate || config.issuerTenants.empty(), "issuerTenants",
          "set without a template; expected an issuer such as https://login.microsoftonline.com/{tid}/v2.0");
  require(isTemplate || !config.acceptAnyTenant, "acceptAnyTenant",
          "set without a template; expected an issuer such as https://login.microsoftonline.com/{tid}/v2.0");
  require(std::none_of(config.otherIssuers.begin(), config.otherIssuers.end(),
                       [](const std::string& one) { return one.find_first_of("{}") != std::string::npos; }),
          "issuer", "a placeholder in a list; expected one template alone, or names without braces");
  if (!isTemplate) return;
  require(config.otherIssuers.empty(), "issuer", "a placeholder in a list; expected one template alone");
  const auto pattern = templateIn(config.issuer);
  require(pattern && isSound(*pattern), "issuer",
          "braces that are no template; expected one `{claim}` as a whole segment of the path, or the exact `iss`");
  require(pattern->claim != "tenantid", "issuer",
          "`{tenantid}`, which is how the metadata writes it; expected `{tid}`, the claim of the tokens");
  require(config.acceptAnyTenant || !config.issuerTenants.empty(), "issuerTenants",
          "empty; expected the tenants that are trusted, or acceptAnyTenant");
  require(!config.acceptAnyTenant || config.issuerTenants.empty(), "acceptAnyTenant",
          "set beside issuerTenants; expected one of the two");
  require(config.issuerTenants.size() <= maxListEntries, "issuerTenants",
          std::to_string(config.issuerTenants.size()) + " entries; expected at most 1000");
  require(std::all_of(config.issuerTenants.begin(), config.issuerTenants.end(), isTenant), "issuerTenants",
          "an entry that is empty, longer than 128 or holds other characters; expected letters, digits, `.`, `_`, `-`");
}

void requireIssuer(const JwtAuthenticationConfig& config) {
  const auto& others = config.otherIssuers;
  if (config.acceptAnyIssuer) {
    require(config.issuer.empty() && others.empty(), "acceptAnyIssuer",
            "set beside an issuer; expected one of the two");
  } else {
    require(!config.issuer.empty(), "issuer", "empty; expected the exact `iss` of the tokens, or acceptAnyIssuer");
  }
  require(others.size() < maxIssuers, "issuer", std::to_string(others.size() + 1) + " names; expected up to 16");
  for (auto one = others.begin(); one != others.end(); ++one) {
    require(!one->empty(), "issuer", "an empty entry; expected the exact `iss` of the tokens");
    require(*one != config.issuer && std::find(others.begin(), one, *one) == one, "issuer",
            "the same name twice; expected each once");
    requirePossible("issuer", *one, "the exact `iss` of the tokens");
  }
  const auto pattern = templateIn(config.issuer);
  if (!pattern || !isSound(*pattern) || pattern->claim == "tenantid") {
    requirePossible("issuer", config.issuer, "the exact `iss` of the tokens, or a template with the name of a claim");
  }
  requireTemplate(config);
}

void requireAudienceClaim(const JwtAuthenticationConfig& config) {
  const auto& claims = config.audienceClaim;
  require(claims.size() <= maxAudienceClaims, "audienceClaim",
          std::to_string(claims.size()) + " claims; expected up to 4");
  for (auto one = claims.begin(); one != claims.end(); ++one) {
    requireClaim("audienceClaim", *one);
    const std::string_view name = topName(*one);
    require(name != "iss" && name != "sub", "audienceClaim",
            "`" + std::string(name) + "`, which does not say for whom a token is; expected another claim");
    require(std::find(claims.begin(), one, *one) == one, "audienceClaim", "the same claim twice; expected each once");
  }
}

void requireAudience(const JwtAuthenticationConfig& config) {
  if (config.acceptAnyAudience) {
    require(config.audience.empty(), "acceptAnyAudience", "set beside an audience; expected one of the two");
    require(config.audienceClaim.empty(), "acceptAnyAudience", "set beside an audienceClaim; expected one of the two");
    return;
  }
  requireAudienceClaim(config);
  require(!config.audience.empty(), "audience", "empty; expected what `aud` of the tokens names, or acceptAnyAudience");
  require(config.audience.size() <= maxListEntries, "audience",
          std::to_string(config.audience.size()) + " entries; expected at most 1000");
  require(std::none_of(config.audience.begin(), config.audience.end(), [](const auto& one) { return one.empty(); }),
          "audience", "an empty entry; expected what `aud` of the tokens names");
  for (const std::string& one : config.audience) requirePossible("audience", one, "what `aud` of the tokens names");
}

void requireRolesFrom(const JwtAuthenticationConfig& config) {
  const auto& all = config.rolesFrom;
  require(all.empty() || config.rolesClaim.empty(), "rolesClaim", "set beside rolesFrom; expected one of the two");
  require(all.size() <= maxRolesClaims, "rolesClaim", std::to_string(all.size()) + " claims; expected up to 8");
  for (auto one = all.begin(); one != all.end(); ++one) {
    requireClaim("rolesClaim", one->claim);
    require(std::none_of(all.begin(), one, [&](const RolesClaim& other) { return other.claim == one->claim; }),
            "rolesClaim", "the same claim twice; expected each once");
  }
  const auto hasTwoStars = [](std::string_view claim) {
    return hasStar(claim) && hasStar(claim.substr(placeOfStar(claim) + 2));
  };
  const bool hasMany =
      hasTwoStars(config.rolesClaim) ||
      std::any_of(all.begin(), all.end(), [&](const RolesClaim& one) { return hasTwoStars(one.claim); });
  require(!hasMany, "rolesClaim", "more than one `*` in a pointer; expected one at most");
}

void requireScopes(const JwtAuthenticationConfig& config) {
  for (const auto& [setting, texts] :
       {std::pair<const char*, const std::vector<std::string>&>("scopesClaim", config.scopesClaim),
        std::pair<const char*, const std::vector<std::string>&>("requiredScopes", config.requiredScopes)}) {
    require(texts.size() <= maxListEntries, setting, std::to_string(texts.size()) + " entries; expected at most 1000");
  }
  for (const std::string& claim : config.scopesClaim) requireClaim("scopesClaim", claim);
  // RFC 6749 3.3; the challenge names them.
  const auto isScopeCharacter = [](char one) { return one > ' ' && one <= '~' && one != '"' && one != '\\'; };
  for (const std::string& scope : config.requiredScopes) {
    require(!scope.empty() && std::all_of(scope.begin(), scope.end(), isScopeCharacter), "requiredScopes",
            "an entry that is empty or holds other characters; expected scopes of printable ASCII without spaces");
  }
}

void requireClaimNames(const JwtAuthenticationConfig& config) {
  require(!config.usernameClaim.empty(), "usernameClaim", "empty; expected a claim name, for example `sub`");
  for (const auto& [setting, name] : {std::pair<const char*, const std::string&>("usernameClaim", config.usernameClaim),
                                      std::pair<const char*, const std::string&>("rolesClaim", config.rolesClaim)}) {
    if (!name.empty()) requirePossible(setting, name, "the name of a claim");
    requireNotation(setting, name);
    require(isClaimName(name), setting, "not a JSON Pointer: `~` is not followed by 0 or 1 (RFC 6901 3)");
  }
  requireRolesFrom(config);
  requireScopes(config);
  require(!config.acceptMissingRoles || !config.rolesClaim.empty() || !config.rolesFrom.empty(), "acceptMissingRoles",
          "set without a rolesClaim; expected a rolesClaim beside it");
  require(std::none_of(config.fixedRoles.begin(), config.fixedRoles.end(), [](const auto& one) { return one.empty(); }),
          "fixedRoles", "an empty entry; expected role names");
  require(config.fixedRoles.size() <= maxListEntries, "fixedRoles",
          std::to_string(config.fixedRoles.size()) + " entries; expected at most 1000");
}

/// RFC 9110 5.6.2: what names of fields, schemes and cookies are made of.
bool isWord(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char one) {
    return isLetter(one) || isDigit(one) || std::string_view("!#$%&'*+-.^_`|~").find(one) != std::string_view::npos;
  });
}

void requirePlace(const TokenPlace& place) {
  constexpr const char* setting = "tokenFrom";
  const auto isOneOf = [](std::string_view name, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return equalsWithoutCase(one, name); });
  };
  require(place.header.empty() != place.cookie.empty(), setting, "an entry without one header or cookie; expected one");
  require(isWord(place.cookie.empty() ? place.header : place.cookie), setting,
          "a name with other characters; expected letters, digits and such as `-`");
  require(place.scheme.empty() || (isWord(place.scheme) && place.cookie.empty()), setting,
          "a scheme that is no word, or beside a cookie; expected one such as Bearer, beside a header");
  require(!isOneOf(place.header, {"Cookie", "Set-Cookie"}), setting,
          R"(the header of all cookies; expected {"cookie": "NAME"})");
  // RFC 9110 7.6.1: they are for the next proxy alone.
  require(!isOneOf(place.header, {"Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
                                  "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"}),
          setting, "`" + place.header + "`, which a proxy takes out; expected another header");
  require(!isOneOf(place.header, {"Host", "Content-Length", "DPoP"}), setting,
          "`" + place.header + "`, which holds something else; expected another header");
  require(!isOneOf(place.scheme, {"Basic", "Digest", "DPoP", "Negotiate", "NTLM"}), setting,
          "the scheme `" + place.scheme + "`, which brings another proof than a token; expected one such as Bearer");
}

void requireTokenFrom(const JwtAuthenticationConfig& config) {
  const auto& places = config.tokenFrom;
  require(places.size() <= maxTokenPlaces, "tokenFrom", std::to_string(places.size()) + " places; expected up to 4");
  for (auto one = places.begin(); one != places.end(); ++one) {
    requirePlace(*one);
    require(std::none_of(places.begin(), one, [&](const auto& other) { return isSamePlace(other, *one); }), "tokenFrom",
            "the same place twice; expected each once");
    require(std::none_of(places.begin(), one, [&](const auto& other) { return contradict(other, *one); }), "tokenFrom",
            "the same header with and without a scheme; expected one of the two");
  }
  const bool hasCookie = std::any_of(places.begin(), places.end(), [](const auto& one) { return !one.cookie.empty(); });
  require(!config.acceptCookieForAll || hasCookie, "acceptCookieForAll",
          "set without a cookie in tokenFrom; expected one beside it");
}

void requireTokenForm(const JwtAuthenticationConfig& config) {
  if (config.tokenForm != TokenForm::awsAlb) return;
  const auto isSigner = [](const RequiredMember& one) {
    return (one.name == "signer" || one.name == "/signer") && one.match == RequiredMember::Match::oneOf;
  };
  require(config.algorithms() == std::vector{Algorithm::ES256}, "tokenForm",
          "awsAlb with another algorithm; expected algorithm: ES256, which AWS ALB signs with");
  // Every load balancer of a region, whoever it belongs to, has its keys at the same address.
  require(std::any_of(config.requiredHeader.begin(), config.requiredHeader.end(), isSigner), "tokenForm",
          "awsAlb without requiredHeader.signer; expected the ARN of your load balancer there, since all of a region "
          "have their keys at one address");
  require(!config.base64Encoded, "tokenForm", "awsAlb beside base64Encoded; expected one of the two");
  require(config.audienceClaim.empty(), "tokenForm",
          "awsAlb beside audienceClaim; expected none, since `client` of the header is compared");
}

/// RFC 9068 4: what such a token is asked for cannot be left out.
void requireProfile(const JwtAuthenticationConfig& config) {
  if (config.accessTokenProfile == AccessTokenProfile::none) return;
  require(config.requiredType.empty() || isSameMediaType(config.requiredType, "at+jwt"), "accessTokenProfile",
          "rfc9068 beside another requiredType; expected at+jwt, or none");
  require(config.tokenForm == TokenForm::jws, "accessTokenProfile", "rfc9068 beside another tokenForm");
  require(!config.acceptAnyIssuer && !config.acceptAnyAudience && !config.acceptMissingExpiry, "accessTokenProfile",
          "rfc9068 beside acceptAnyIssuer, acceptAnyAudience or acceptMissingExpiry; expected none of them");
  require(config.audienceClaim.empty(), "accessTokenProfile", "rfc9068 beside audienceClaim; expected none");
}

void requireLimits(const JwtAuthenticationConfig& config) {
  require(config.clockSkew >= std::chrono::seconds(0) && config.clockSkew <= maxClockSkew, "clockSkew",
          std::to_string(config.clockSkew.count()) + " s; expected 0 to 600 s");
  require(config.maxTokenBytes >= minTokenBytes && config.maxTokenBytes <= maxTokenBytes, "maxTokenBytes",
          std::to_string(config.maxTokenBytes) + "; expected 256 to 1048576");
  require(
      !config.maxTokenAge || *config.maxTokenAge > std::chrono::seconds(0), "maxTokenAge",
      std::to_string(config.maxTokenAge ? config.maxTokenAge->count() : 0) + " s; expected more than 0 s, or nothing");
  require(config.verdictCacheEntries <= maxVerdictCacheEntries, "verdictCacheEntries",
          std::to_string(config.verdictCacheEntries) + "; expected 0 to 1000000");
}

}  // namespace

void requireUsable(const JwtAuthenticationConfig& config, const Clock& clock) {
  requireAlgorithms(config);
  requireIssuer(config);
  requireAudience(config);
  requireClaimNames(config);
  requireRequired(config);
  requireTokenFrom(config);
  requireTokenForm(config);
  requireProfile(config);
  requireLimits(config);
  requirePossession(config);
  requireResource(config);
  requireRevocation(config);
  require(std::none_of(config.realm.begin(), config.realm.end(),
                       [](char one) { return isControl(one) || static_cast<unsigned char>(one) > 0x7e; }),
          "realm", "holds other characters; expected printable ASCII");
  require(clock.wall && clock.steady, "clock", "without a function; expected wall and steady");
}

}  // namespace jwtauth::inline v0

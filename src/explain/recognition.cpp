// Values, names and tokens go in; what they resemble comes out. Every answer is a guess for people and decides nothing.
#include "src/explain/recognition.hpp"

#include <algorithm>

#include "src/stages/claim_checks.hpp"
#include "src/stages/principal_data.hpp"
#include "src/stages/required_members.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t maxNamesLike = 3;

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), lowerCase);
  return lower;
}

std::string_view withoutTrailingSlash(std::string_view text) noexcept {
  return text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}

std::string_view withoutScheme(std::string_view text) noexcept {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (equalsWithoutCase(text.substr(0, scheme.size()), scheme)) return text.substr(scheme.size());
  }
  return text;
}

bool isAscii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char one) { return static_cast<unsigned char>(one) < 0x80; });
}

std::string shown(const RequiredMember::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return inQuotes(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<bool>(value) ? "true" : "false";
}

std::string wantedBy(const RequiredMember& required) {
  if (required.match == RequiredMember::Match::present) return "some value";
  if (required.match == RequiredMember::Match::absent) return "none";
  std::string values;
  for (const RequiredMember::Value& value : required.values) values += (values.empty() ? "" : " or ") + shown(value);
  return (required.match == RequiredMember::Match::prefix ? "a text that begins with " : "") + values;
}

void addUnmet(std::vector<std::string>& unmet, const TokenJson& json, std::string_view setting,
              const std::vector<RequiredMember>& required) {
  constexpr std::size_t longestValue = 100;
  if (!json.readable) return;
  for (const RequiredMember& one : required) {
    if (meets(valueOfDocument(json.text), one)) continue;
    const auto value = json.find(one.name);
    unmet.push_back(inQuotes(one.name) + " is " + (value ? displayed(value->text(), longestValue) : "missing") + ", " +
                    std::string(setting) + " wants " + displayed(wantedBy(one), 3 * longestValue));
  }
}

}  // namespace

std::optional<std::string> smallDifference(std::string_view actual, std::string_view expected) {
  if (actual == expected || actual.empty() || expected.empty()) return std::nullopt;
  if (trimmed(actual) == trimmed(expected)) return "differs only by white space at its ends";
  if (withoutTrailingSlash(actual) == withoutTrailingSlash(expected)) return "differs only by the trailing slash";
  if (equalsWithoutCase(actual, expected)) return "differs only in letter case";
  if (withoutScheme(actual) == withoutScheme(expected)) {
    if (withoutScheme(actual) == actual || withoutScheme(expected) == expected) return "differs only by https://";
    return "differs only by http in place of https";
  }
  const auto essence = [](std::string_view text) {
    return lowered(withoutTrailingSlash(withoutScheme(trimmed(text))));
  };
  if (essence(actual) == essence(expected)) return "differs only in scheme, letter case or trailing slash";
  if (isAscii(actual) != isAscii(expected))
    return "one of the two holds letters outside of ASCII, which may look alike";
  return std::nullopt;
}

std::string hostOf(std::string_view address) {
  const std::string_view rest = withoutScheme(address);
  if (rest == address) return {};
  return lowered(rest.substr(0, rest.find_first_of("/:?#")));
}

bool looksLikeToken(std::string_view text) {
  // The base64url of `{"`, and of a brace before white space.
  const bool begins = text.starts_with("eyJ") || text.starts_with("ewo") || text.starts_with("eyA");
  return begins && text.find('.') != std::string_view::npos;
}

std::optional<JsonValue> audienceOf(const Examination& found) {
  if (found.config.tokenForm == TokenForm::awsAlb) return found.header.find("client");
  if (!found.payload.readable) return std::nullopt;
  return audienceOf({.audience = found.payload.find("aud"), .payload = found.payload.text}, found.config);
}

std::vector<std::string> audiencesOf(const TokenJson& payload) {
  const auto audience = payload.find("aud");
  return audience ? audiencesIn(*audience).value_or(std::vector<std::string>()) : std::vector<std::string>();
}

std::string clientOf(const TokenJson& payload) {
  const auto authorizedParty = payload.string("azp");
  return authorizedParty ? *authorizedParty : payload.string("client_id").value_or("");
}

std::vector<std::string> trustedIssuers(const Examination& found) {
  if (!found.routedIssuers.empty()) return found.routedIssuers;
  if (found.config.issuer.empty()) return {};
  return {found.config.issuer};
}

bool isOfUntrustedIssuer(const Examination& found) {
  const auto issuer = found.issuing().string("iss");
  if (!issuer || found.config.acceptAnyIssuer) return false;
  const bool mayFollow = found.refusedWith(ErrorCode::issuerMismatch) || found.refusedWith(ErrorCode::keyUnknown) ||
                         found.refusedWith(ErrorCode::signatureInvalid) ||
                         found.refusedWith(ErrorCode::algorithmNotAllowed);
  const std::vector<std::string> trusted = trustedIssuers(found);
  return mayFollow && std::find(trusted.begin(), trusted.end(), *issuer) == trusted.end();
}

std::vector<std::string> namesLike(const TokenJson& payload, std::string_view word) {
  constexpr std::string_view separators = "/.:_-";
  std::vector<std::string> alike;
  for (const std::string& name : payload.names()) {
    const std::string_view tail = std::string_view(name).substr(name.size() - std::min(word.size(), name.size()));
    if (name == word || !equalsWithoutCase(tail, word)) continue;
    const bool whole = name.size() == word.size();
    if (whole || separators.find(name[name.size() - word.size() - 1]) != std::string_view::npos) alike.push_back(name);
    if (alike.size() == maxNamesLike) break;
  }
  return alike;
}

std::vector<std::string> issuersOf(const JwtAuthenticationConfig& config) {
  std::vector<std::string> issuers{config.issuer};
  issuers.insert(issuers.end(), config.otherIssuers.begin(), config.otherIssuers.end());
  return issuers;
}

std::vector<std::string> algorithmNamesOf(const JwtAuthenticationConfig& config) {
  std::vector<std::string> names{std::string(nameOf(config.algorithm))};
  for (const Algorithm other : config.otherAlgorithms) names.emplace_back(nameOf(other));
  return names;
}

std::vector<std::string> scopesOf(const Examination& found) {
  if (!found.payload.readable) return {};
  const auto& claims = found.config.scopesClaim;
  return scopesIn(valueOfDocument(found.payload.text), claims.empty() ? usualScopesClaims() : claims);
}

std::vector<std::string> rolesClaimsOf(const JwtAuthenticationConfig& config) {
  std::vector<std::string> claims;
  if (!config.rolesClaim.empty()) claims.push_back(config.rolesClaim);
  for (const RolesClaim& from : config.rolesFrom) claims.push_back(from.claim);
  return claims;
}

std::vector<std::string> unmetRequirements(const Examination& found) {
  std::vector<std::string> unmet;
  addUnmet(unmet, found.header, "requiredHeader", found.config.requiredHeader);
  addUnmet(unmet, found.payload, "requiredClaims", found.config.requiredClaims);
  return unmet;
}

bool certificateIsOfAnotherHost(const Examination& found) {
  if (!found.certificate) return false;
  const std::string host = hostOf(found.config.issuer);
  const std::string& name = found.certificate->commonName;
  const bool isHostName = name.find('.') != std::string::npos && name.find_first_of(" */@") == std::string::npos;
  return !host.empty() && isHostName && lowered(name) != host;
}

}  // namespace jwtauth::inline v0

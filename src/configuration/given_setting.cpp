// One setting of a configuration file goes in, its value comes out in the type the configuration has. Refused: a value
// of another JSON type, a word that is not one of those expected, a negative count, `enabled: false`.
#include "src/configuration/given_setting.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "src/configuration/token_places.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/keys/algorithm_names.hpp"
#include "src/text/ascii.hpp"
#include "src/text/nearest_name.hpp"

namespace jwtauth::inline v0 {
namespace {

// A text that lost a quote can make a member name of the secret, which has at least 32 bytes (RFC 7518 3.2).
constexpr std::size_t longestShownName = 31;

constexpr std::array<std::pair<std::string_view, Algorithm>, 6> restheartAliases{{
    {"HMAC256", Algorithm::HS256},
    {"HMAC384", Algorithm::HS384},
    {"HMAC512", Algorithm::HS512},
    {"RSA256", Algorithm::RS256},
    {"RSA384", Algorithm::RS384},
    {"RSA512", Algorithm::RS512},
}};

std::vector<std::string_view> algorithmNames() {
  std::vector<std::string_view> names;
  for (const Algorithm algorithm : allAlgorithms) names.push_back(nameOf(algorithm));
  names.push_back(fullySpecifiedEdDsa);
  for (const auto& [alias, algorithm] : restheartAliases) names.push_back(alias);
  return names;
}

}  // namespace

std::string shownName(std::string_view name) {
  if (name.empty()) return "(an empty name)";
  if (name.size() > longestShownName) return "(a name of " + std::to_string(name.size()) + " bytes)";
  if (std::any_of(name.begin(), name.end(), isControl)) return "(a name with control characters)";
  return std::string(name);
}

std::string_view describe(JsonType type) noexcept {
  switch (type) {
    case JsonType::null:
      return "null";
    case JsonType::boolean:
      return "a boolean";
    case JsonType::number:
      return "a number";
    case JsonType::string:
      return "a string";
    case JsonType::array:
      return "a list";
    case JsonType::object:
      return "an object";
  }
  return "unknown";
}

void GivenSetting::refuse(const std::string& came, std::string_view expected) const {
  refuseSetting(std::string(name_), came + " in " + std::string(block_) + "; expected " + std::string(expected));
}

void GivenSetting::refuseType(std::string_view expected) const {
  const bool isUnquoted = value_.type() == JsonType::number && expected.starts_with("a string");
  refuse(std::string(describe(value_.type())),
         std::string(expected) + (isUnquoted ? "; put the digits in quotes" : ""));
}

std::string GivenSetting::text() const {
  const auto string = value_.string();
  if (!string) refuseType("a string");
  return string->decoded();
}

std::string GivenSetting::textOrNull() const {
  if (value_.isNull()) return {};
  const auto string = value_.string();
  if (!string) refuseType("a string or null");
  return string->decoded();
}

std::vector<std::string> GivenSetting::textsOr(std::string_view expected) const {
  std::vector<std::string> texts;
  if (value_.isNull()) return texts;
  if (value_.type() != JsonType::array) refuseType(expected);
  JsonValue::Items elements = value_.items();
  while (const auto element = elements.next()) {
    const auto string = element->value.string();
    if (!string) refuse("a list that holds " + std::string(describe(element->value.type())), expected);
    texts.push_back(string->decoded());
  }
  return texts;
}

std::vector<std::string> GivenSetting::texts() const {
  return textsOr("a list of strings or null");
}

std::vector<std::string> GivenSetting::textOrTexts() const {
  if (const auto string = value_.string()) return {string->decoded()};
  return textsOr("a string, a list of strings or null");
}

std::vector<std::string> GivenSetting::audienceClaims() const {
  std::vector<std::string> claims = textOrTexts();
  if (claims.empty()) refuse("null or an empty list", "the name of a claim, or a list of such");
  if (claims == std::vector<std::string>{"aud"}) claims.clear();
  return claims;
}

ConfiguredKey GivenSetting::keyFrom(JsonValue entry, std::string_view expected) const {
  if (const auto text = entry.string()) return {text->decoded(), {}};
  if (entry.type() != JsonType::object) refuse("a list that holds " + std::string(describe(entry.type())), expected);
  if (entry.member("kty")) return {std::string(entry.text()), {}};
  ConfiguredKey key;
  JsonValue::Items members = entry.items();
  while (const auto member = members.next()) {
    const bool isKey = member->name.equals("key");
    const auto text = member->value.string();
    if ((!isKey && !member->name.equals("kid")) || !text) refuse("an entry with another member or type", expected);
    (isKey ? key.key : key.keyId) = text->decoded();
  }
  return key;
}

std::vector<ConfiguredKey> GivenSetting::keys() const {
  constexpr std::string_view expected = R"(a list of keys, of {"kid", "key"} or of JWKs)";
  std::vector<ConfiguredKey> keys;
  if (value_.isNull()) return keys;
  if (value_.type() != JsonType::array) refuseType(expected);
  JsonValue::Items elements = value_.items();
  while (const auto element = elements.next()) keys.push_back(keyFrom(element->value, expected));
  return keys;
}

RolesClaim GivenSetting::rolesClaim(JsonValue given) const {
  constexpr std::string_view expected = R"(the name of a claim, {"claim", "form", "prefix"}, or a list of these)";
  constexpr std::array<std::pair<std::string_view, RolesForm>, 5> forms{{{"array", RolesForm::array},
                                                                         {"text", RolesForm::text},
                                                                         {"words", RolesForm::words},
                                                                         {"commas", RolesForm::commas},
                                                                         {"memberNames", RolesForm::memberNames}}};
  if (const auto name = given.string()) return {.claim = name->decoded()};
  if (given.type() != JsonType::object) refuse(std::string(describe(given.type())), expected);
  RolesClaim roles;
  JsonValue::Items members = given.items();
  while (const auto member = members.next()) {
    const auto text = member->value.string();
    if (!text) refuse("an entry with a member that is not a string", expected);
    if (member->name.equals("claim")) {
      roles.claim = text->decoded();
    } else if (member->name.equals("prefix")) {
      roles.prefix = text->decoded();
    } else if (member->name.equals("form")) {
      const auto form =
          std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return text->equals(one.first); });
      if (form == forms.end()) refuse("another form", "array, text, words, commas or memberNames");
      roles.form = form->second;
    } else {
      refuse("an entry with another member", expected);
    }
  }
  if (roles.claim.empty()) refuse("an entry without a claim", expected);
  return roles;
}

std::vector<RolesClaim> GivenSetting::rolesClaims() const {
  std::vector<RolesClaim> claims;
  if (value_.isNull()) return claims;
  if (value_.string() && value_.string()->raw.empty()) return claims;
  if (value_.type() != JsonType::array) return {rolesClaim(value_)};
  JsonValue::Items elements = value_.items();
  while (const auto element = elements.next()) claims.push_back(rolesClaim(element->value));
  if (claims.empty()) refuse("an empty list", "at least one claim, or null");
  return claims;
}

std::vector<std::string> GivenSetting::scopesClaims() const {
  std::vector<std::string> claims = textOrTexts();
  if (claims.empty()) refuse("null or an empty list", "the name of a claim, or a list of such");
  if (claims == std::vector<std::string>{"scope", "scp"}) claims.clear();
  return claims;
}

UsernameForm GivenSetting::usernameForm() const {
  const std::string word = text();
  if (word == "text") return UsernameForm::text;
  if (word == "integer") return UsernameForm::integer;
  refuse("another word", "\"text\" or \"integer\"");
}

RequiredMember GivenSetting::requiredMember(std::string name, JsonValue given) const {
  using Match = RequiredMember::Match;
  constexpr std::string_view expected =
      R"(a text, a whole number, true or false, a list of these, {"prefix": "..."} or {"present": true or false})";
  RequiredMember required{.name = std::move(name)};
  const auto refuseIt = [&](std::string_view came) {
    refuse("`" + shownName(required.name) + "`: " + std::string(came), expected);
  };
  const auto take = [&](JsonValue value) {
    if (const auto text = value.string())
      required.values.emplace_back(text->decoded());
    else if (const auto boolean = value.boolean())
      required.values.emplace_back(*boolean);
    else if (const auto integer = value.integer())
      required.values.emplace_back(*integer);
    else
      refuseIt(value.type() == JsonType::number ? "a number with a fraction, an exponent or too many digits"
                                                : describe(value.type()));
  };
  if (given.type() == JsonType::array) {
    JsonValue::Items values = given.items();
    while (const auto value = values.next()) take(value->value);
    return required;
  }
  if (given.type() != JsonType::object) {
    take(given);
    return required;
  }
  JsonValue::Items members = given.items();
  const auto member = members.next();
  if (!member || members.next()) refuseIt("an object of another form");
  const auto present = member->value.boolean();
  if (member->name.equals("present") && present) {
    required.match = *present ? Match::present : Match::absent;
  } else if (member->name.equals("prefix") && member->value.isString()) {
    required.match = Match::prefix;
    take(member->value);
  } else {
    refuseIt("an object of another form");
  }
  return required;
}

std::vector<RequiredMember> GivenSetting::requiredMembers() const {
  std::vector<RequiredMember> required;
  if (value_.isNull()) return required;
  if (value_.type() != JsonType::object) refuseType("an object of names and what each must be");
  JsonValue::Items members = value_.items();
  while (const auto member = members.next()) {
    required.push_back(requiredMember(member->name.decoded(), member->value));
  }
  return required;
}

bool GivenSetting::flag() const {
  const auto boolean = value_.boolean();
  if (!boolean) refuseType("true or false");
  return *boolean;
}

std::int64_t GivenSetting::wholeNumber(std::string_view expected) const {
  if (const auto integer = value_.integer()) return *integer;
  if (value_.type() == JsonType::number) refuse("a number with a fraction, an exponent or too many digits", expected);
  refuseType(expected);
}

std::size_t GivenSetting::count() const {
  const std::int64_t number = wholeNumber("a whole number");
  if (number < 0) refuse("a negative number", "a whole number from 0 on");
  return static_cast<std::size_t>(number);
}

std::chrono::seconds GivenSetting::seconds() const {
  return std::chrono::seconds(wholeNumber("a whole number of seconds"));
}

std::optional<std::chrono::seconds> GivenSetting::secondsOrNull() const {
  if (value_.isNull()) return std::nullopt;
  return std::chrono::seconds(wholeNumber("a whole number of seconds or null"));
}

std::vector<Algorithm> GivenSetting::algorithms() const {
  if (!value_.isString() && value_.type() != JsonType::array) refuseType("a string or a list of strings");
  std::vector<Algorithm> algorithms;
  for (const std::string& name : textOrTexts()) algorithms.push_back(algorithm(name));
  if (algorithms.empty()) refuse("an empty list", "at least one algorithm");
  return algorithms;
}

Algorithm GivenSetting::algorithm(const std::string& name) const {
  for (const auto& [alias, algorithm] : restheartAliases) {
    if (name == alias) return algorithm;
  }
  const auto algorithm = parseAlgorithm(name);
  if (algorithm) return *algorithm;
  // A word that resembles no algorithm is not shown: it may be the key in the wrong place.
  if (const auto nearest = nearestName(name, algorithmNames())) {
    refuseSetting(std::string(name_), std::string("`").append(shownName(name)) + "` in " + std::string(block_) +
                                          " is not an algorithm; the nearest is `" + std::string(*nearest) + "`");
  }
  refuseSetting(std::string(name_), std::string(algorithm.error().detail));
}

AudienceMatch GivenSetting::audienceMatch() const {
  const std::string word = text();
  if (word == "any") return AudienceMatch::any;
  if (word == "all") return AudienceMatch::all;
  refuse("another word", "\"any\" or \"all\"");
}

TokenPlace GivenSetting::tokenPlace(JsonValue given) const {
  constexpr std::string_view expected =
      R"({"header": "NAME"}, {"header": "NAME", "scheme": "WORD"} or {"cookie": "NAME"})";
  if (given.type() != JsonType::object) refuse(std::string(describe(given.type())), expected);
  TokenPlace place;
  JsonValue::Items members = given.items();
  while (const auto member = members.next()) {
    const std::string name = member->name.decoded();
    if (name == "query" || name == "parameter" || name == "param") {
      refuse("`" + name + "`, and RFC 9700 2.4 forbids tokens in addresses, which logs and histories keep", expected);
    }
    std::string* const part = name == "header"   ? &place.header
                              : name == "scheme" ? &place.scheme
                              : name == "cookie" ? &place.cookie
                                                 : nullptr;
    if (part == nullptr) refuse("an entry with another member, `" + shownName(name) + "`", expected);
    const auto text = member->value.string();
    if (!text || text->raw.empty()) refuse("an entry whose `" + name + "` is no text", expected);
    *part = text->decoded();
  }
  return place;
}

std::vector<TokenPlace> GivenSetting::tokenPlaces() const {
  std::vector<TokenPlace> places;
  if (value_.isNull()) return places;
  if (value_.type() != JsonType::array) {
    places.push_back(tokenPlace(value_));
  } else {
    JsonValue::Items elements = value_.items();
    while (const auto element = elements.next()) places.push_back(tokenPlace(element->value));
    if (places.empty()) refuse("an empty list", "at least one place, or null");
  }
  if (places.size() == 1 && isSamePlace(places.front(), usualPlace())) places.clear();
  return places;
}

AccessTokenProfile GivenSetting::accessTokenProfile() const {
  const std::string word = textOrNull();
  if (word.empty()) return AccessTokenProfile::none;
  if (word == "rfc9068") return AccessTokenProfile::rfc9068;
  refuse("another word", "\"rfc9068\" or null");
}

TokenForm GivenSetting::tokenForm() const {
  const std::string word = text();
  if (word == "jws") return TokenForm::jws;
  if (word == "awsAlb") return TokenForm::awsAlb;
  refuse("another word", "\"jws\" or \"awsAlb\"");
}

Possession GivenSetting::possession() const {
  if (value_.boolean() == false) return Possession::off;  // what some readers of YAML make of `off`
  const std::string word = text();
  if (word == "off") return Possession::off;
  if (word == "allowed") return Possession::allowed;
  if (word == "required") return Possession::required;
  refuse("another word", "\"off\", \"allowed\" or \"required\"");
}

DpopNonce GivenSetting::dpopNonce() const {
  if (value_.boolean() == false) return DpopNonce::off;
  const std::string word = text();
  if (word == "off") return DpopNonce::off;
  if (word == "required") return DpopNonce::required;
  refuse("another word", "\"off\" or \"required\"");
}

std::optional<ClientCertificateHeader> GivenSetting::clientCertificateHeader() const {
  constexpr std::string_view expected =
      R"({"name": "Client-Cert", "format": "rfc9440", "xfcc" or "urlencoded-pem", "trustedProxies": ["10.0.0.1"]})";
  if (value_.isNull()) return std::nullopt;
  if (value_.type() != JsonType::object) refuseType(expected);
  ClientCertificateHeader header;
  JsonValue::Items members = value_.items();
  while (const auto member = members.next()) {
    const std::string name = member->name.decoded();
    const GivenSetting part(name, block_, member->value);
    if (name == "name") {
      header.name = part.text();
    } else if (name == "format") {
      const std::string word = part.text();
      if (word == "rfc9440") {
        header.form = ClientCertificateForm::rfc9440;
      } else if (word == "xfcc") {
        header.form = ClientCertificateForm::xfcc;
      } else if (word == "urlencoded-pem") {
        header.form = ClientCertificateForm::urlencodedPem;
      } else {
        refuse("another format", expected);
      }
    } else if (name == "trustedProxies") {
      header.trustedProxies = part.textOrTexts();
    } else {
      refuse("another member, `" + shownName(name) + "`", expected);
    }
  }
  // RFC 9440 2: whoever is believed without being a proxy may claim to be anyone.
  if (header.name.empty() || header.trustedProxies.empty()) refuse("no `name` or no `trustedProxies`", expected);
  return header;
}

std::vector<Algorithm> GivenSetting::proofAlgorithms() const {
  std::vector<Algorithm> once;
  for (const Algorithm one : algorithms()) {
    if (std::find(once.begin(), once.end(), one) == once.end()) once.push_back(one);
  }
  return once;
}

SecretEncoding GivenSetting::secretEncoding() const {
  const std::string word = text();
  if (word == "text") return SecretEncoding::text;
  if (word == "base64") return SecretEncoding::base64;
  if (word == "hex") return SecretEncoding::hex;
  refuse("another word", "\"text\", \"base64\" or \"hex\"");
}

KeyRefresh GivenSetting::keyRefresh() const {
  const std::string word = text();
  if (word == "thread") return KeyRefresh::thread;
  if (word == "caller") return KeyRefresh::caller;
  refuse("another word", "\"thread\" or \"caller\"");
}

std::optional<std::chrono::milliseconds> GivenSetting::millisecondsOrNull() const {
  if (value_.isNull()) return std::nullopt;
  return std::chrono::milliseconds(wholeNumber("a whole number of milliseconds, or null"));
}

void GivenSetting::requireOn() const {
  if (flag()) return;
  refuseSetting(std::string(name_), "false in " + std::string(block_) + ", which switches it off; expected true");
}

}  // namespace jwtauth::inline v0

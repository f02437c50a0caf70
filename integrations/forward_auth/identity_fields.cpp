// Who was let in goes in, response fields come out that no value can escape from.
#include "identity_fields.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "src/text/ascii.hpp"

namespace jwtauth::forwardAuth {
namespace {

constexpr std::string_view userField = "X-Auth-User", rolesField = "X-Auth-Roles", scopesField = "X-Auth-Scopes";

/// Fields of ours, and those that a proxy or client would act upon.
constexpr std::array<std::string_view, 24> takenNames{userField,
                                                      rolesField,
                                                      scopesField,
                                                      "Authorization",
                                                      "Cache-Control",
                                                      "Connection",
                                                      "Content-Encoding",
                                                      "Content-Length",
                                                      "Content-Type",
                                                      "Cookie",
                                                      "Date",
                                                      "DPoP",
                                                      "DPoP-Nonce",
                                                      "Host",
                                                      "Keep-Alive",
                                                      "Location",
                                                      "Proxy-Authenticate",
                                                      "Retry-After",
                                                      "Server",
                                                      "Set-Cookie",
                                                      "TE",
                                                      "Trailer",
                                                      "Transfer-Encoding",
                                                      "WWW-Authenticate"};

void appendEncoded(std::string& to, std::string_view text, std::string_view alsoPlain = {}) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view unreserved = "-._~";
  for (const char c : text) {
    const bool isPlain = isLetter(c) || isDigit(c) || unreserved.find(c) != std::string_view::npos ||
                         alsoPlain.find(c) != std::string_view::npos;
    if (isPlain) {
      to += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      to += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
}

template <class Texts>
std::string joined(const Texts& texts, char separator, std::string_view alsoPlain = {}) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += separator;
    appendEncoded(all, text, alsoPlain);
  }
  return all;
}

/// A text as it is, an array of texts with commas between them, anything else as JSON.
std::string valueOf(const Principal& user, const std::string& claim) {
  if (const auto text = user.stringClaim(claim)) return joined(std::array{*text}, ',', "@");
  if (const auto texts = user.stringsClaim(claim)) return joined(*texts, ',');
  const auto json = user.claimText(claim);
  return json && *json != "null" ? joined(std::array{std::string(*json)}, ',') : std::string();
}

}  // namespace

ClaimField ClaimField::parse(std::string_view text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string_view::npos || sign == 0 || sign + 1 == text.size()) {
    throw std::invalid_argument("a field without a claim, or the other way round; expected NAME=CLAIM");
  }
  ClaimField field{std::string(text.substr(0, sign)), std::string(text.substr(sign + 1))};
  const bool isName =
      std::all_of(field.name.begin(), field.name.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '-'; });
  if (!isName) {
    throw std::invalid_argument(
        "the name of a field with other characters than letters, digits and '-'; expected "
        "a name such as X-Auth-Email");
  }
  for (const std::string_view taken : takenNames) {
    if (equalsWithoutCase(taken, field.name)) {
      throw std::invalid_argument("the field " + std::string(taken) +
                                  " means something else; expected a name such as X-Auth-Email");
    }
  }
  return field;
}

void addIdentity(rest::http::Response& response, const Principal* user, const std::vector<ClaimField>& claims) {
  std::string name;
  if (user != nullptr) appendEncoded(name, user->name(), "@");
  response.set(userField, name);
  response.set(rolesField, user != nullptr ? joined(user->roles(), ',') : "");
  response.set(scopesField, user != nullptr ? joined(user->scopes(), ' ', ":/") : "");
  for (const ClaimField& field : claims) {
    response.set(field.name, user != nullptr ? valueOf(*user, field.claim) : "");
  }
}

std::vector<std::string> identityNames(std::span<const ClaimField> claims) {
  std::vector<std::string> names{std::string(userField), std::string(rolesField), std::string(scopesField)};
  for (const ClaimField& field : claims) names.push_back(field.name);
  return names;
}

}  // namespace jwtauth::forwardAuth

// A token goes in, its header and claims come out as text, marked as unverified. Refused: what is no token, or holds no
// JSON.
#include "tools/jwtauth/inspection.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "src/text/base64url.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/token_parts.hpp"
#include "src/text/words.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t widestColumn = 40;
constexpr int deepest = 64;  // writing JSON recurses
constexpr std::array<std::string_view, 5> timeClaims{"exp", "iat", "nbf", "auth_time", "updated_at"};

/// What a time claim's number means.
std::string meaningOf(const std::string& name, const Json& value, WallTime now) {
  if (std::find(timeClaims.begin(), timeClaims.end(), name) == timeClaims.end() || !value.is_number()) return {};
  const double seconds = value.get<double>();
  return "  " + dateOf(seconds) + ", " + fromNow(seconds - now.time_since_epoch().count());
}

std::string membersOf(const Json& object, WallTime now) {
  std::size_t widest = 0;
  for (const auto& member : object.items()) widest = std::max(widest, displayed(member.key()).size());
  const std::size_t column = std::min(widest, widestColumn);
  std::string output;
  for (const auto& [key, value] : object.items()) {
    std::string name = displayed(key);
    name.resize(std::max(column, name.size()), ' ');
    output += "  " + name + "  " + displayed(value.dump()) + meaningOf(key, value, now) + '\n';
  }
  return output;
}

std::optional<Json> objectOf(std::string_view part) {
  const auto text = decodeBase64Url(part);
  if (!text) return std::nullopt;
  bool tooDeep = false;
  const auto withinDepth = [&tooDeep](int depth, Json::parse_event_t, const Json&) {
    tooDeep = tooDeep || depth > deepest;
    return !tooDeep;
  };
  Json object = Json::parse(*text, withinDepth, false);
  return !tooDeep && object.is_object() ? std::optional(std::move(object)) : std::nullopt;
}

std::string signatureText(std::string_view part) {
  const auto signature = decodeBase64Url(part);
  if (!signature) return "  not canonical base64url\n";
  return signature->empty() ? "  none\n" : "  " + std::to_string(signature->size()) + " bytes, not checked\n";
}

Inspection notAToken(std::string_view sentence) {
  return {.isToken = false, .text = "not a token: " + std::string(sentence)};
}

}  // namespace

Inspection inspectToken(std::string token, WallTime now) {
  std::string text = "UNVERIFIED: anyone could have written this.\n";
  // RESTHeart's base64Encoded: the whole token in base64url once more.
  if (const auto inner = decodeBase64Url(token); inner && partsOf(*inner).count == 3) {
    token = *inner;
    text += "The token was in base64url once more (the setting base64Encoded).\n";
  }
  const TokenParts parts = partsOf(token);
  const bool encrypted = parts.count == 5;
  if (parts.count != 3 && !encrypted) return notAToken("expected three parts with dots between them");
  const auto header = objectOf(parts.header);
  if (!header) return notAToken("its first part is not a JSON object in base64url");
  const auto claims = encrypted ? std::nullopt : objectOf(parts.payload);
  if (!claims && !encrypted) return notAToken("its second part is not a JSON object in base64url");

  text += "\nHeader (unverified)\n" + membersOf(*header, now);
  if (encrypted) {
    text += "\nThe claims are encrypted (a JWE, five parts): only the holder of the key can read them.\n";
  } else {
    text += "\nClaims (unverified)\n" + membersOf(*claims, now) + "\nSignature\n" + signatureText(parts.signature);
  }
  return {.isToken = true, .text = std::move(text)};
}

}  // namespace jwtauth::commandLine

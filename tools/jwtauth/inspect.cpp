// A token goes in, its header and claims come out, marked as unverified. Refused: what is no token, or holds no JSON.
#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "jwtauth/clock.hpp"
#include "src/text/base64url.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/token_parts.hpp"
#include "src/text/words.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/terminal.hpp"
#include "tools/jwtauth/token_input.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto inspectDescription = "Show a token's header and claims.";

constexpr auto inspectClosing =
    R"(Shows what the token says about itself, with times in UTC. Nothing is checked: anyone could have
written the token. explain says what a server makes of it.
If a member is given twice, the last is shown; servers that use jwtauth refuse such a token.

Exit status:
  0  shown
  1  not a token
  2  arguments cannot be used

Example:
  jwtauth inspect eyJhbGciOiJSUzI1NiIsInR5...)";

constexpr std::size_t widestColumn = 40;
constexpr int deepest = 64;  // writing JSON recurses
constexpr std::array<std::string_view, 5> timeClaims{"exp", "iat", "nbf", "auth_time", "updated_at"};

/// What a time claim's number means.
std::string meaningOf(const std::string& name, const Json& value) {
  if (std::find(timeClaims.begin(), timeClaims.end(), name) == timeClaims.end() || !value.is_number()) return {};
  const double seconds = value.get<double>();
  return "  " + dateOf(seconds) + ", " + fromNow(seconds - wallNow().time_since_epoch().count());
}

std::string membersOf(const Json& object) {
  std::size_t widest = 0;
  for (const auto& member : object.items()) widest = std::max(widest, displayed(member.key()).size());
  const std::size_t column = std::min(widest, widestColumn);
  std::string output;
  for (const auto& [key, value] : object.items()) {
    std::string name = displayed(key);
    name.resize(std::max(column, name.size()), ' ');
    output += "  " + name + "  " + displayed(value.dump()) + meaningOf(key, value) + '\n';
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

ExitStatus notAToken(std::string_view sentence) {
  std::cerr << "jwtauth: " << sentence << '\n';
  return refused;
}

ExitStatus inspect(const std::string& argument) {
  std::string token = tokenOf(readAuthorization(argument));
  std::string remark;
  // RESTHeart's base64Encoded: the whole token in base64url once more.
  if (const auto inner = decodeBase64Url(token); inner && partsOf(*inner).count == 3) {
    token = *inner;
    remark = "The token was in base64url once more (the setting base64Encoded).\n";
  }
  const TokenParts parts = partsOf(token);
  const bool encrypted = parts.count == 5;
  if (parts.count != 3 && !encrypted) return notAToken("not a token: expected three parts with dots between them");
  const auto header = objectOf(parts.header);
  if (!header) return notAToken("not a token: its first part is not a JSON object in base64url");
  const auto claims = encrypted ? std::nullopt : objectOf(parts.payload);
  if (!claims && !encrypted) return notAToken("not a token: its second part is not a JSON object in base64url");

  const Painter painter;
  std::cout << painter(Colour::yellow, "UNVERIFIED: anyone could have written this.") << '\n' << remark;
  std::cout << '\n' << painter(Colour::bold, "Header") << " (unverified)\n" << membersOf(*header);
  if (encrypted) {
    std::cout << "\nThe claims are encrypted (a JWE, five parts): only the holder of the key can read them.\n";
    return succeeded;
  }
  std::cout << '\n' << painter(Colour::bold, "Claims") << " (unverified)\n" << membersOf(*claims);
  const auto signature = decodeBase64Url(parts.signature);
  std::cout << '\n' << painter(Colour::bold, "Signature") << '\n';
  std::cout << (!signature           ? "  not canonical base64url\n"
                : signature->empty() ? "  none\n"
                                     : "  " + std::to_string(signature->size()) + " bytes, not checked\n");
  return succeeded;
}

}  // namespace

void addInspect(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("inspect", inspectDescription)->footer(inspectClosing);
  const auto token = std::make_shared<std::string>();
  command->add_option("TOKEN", *token, tokenOptionText)->type_name("");
  command->callback([token, &chosen] { chosen = [token] { return inspect(*token); }; });
}

}  // namespace jwtauth::commandLine

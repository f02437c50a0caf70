// A token goes in, its header and claims come out, marked as unverified. Refused: what is no token, or holds no JSON.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/terminal.hpp"
#include "tools/jwtauth/token_input.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto description = R"(show a token's header and claims
Shows what the token says of itself, times as UTC. Nothing is checked: whoever made the token
could write anything. explain tells what a server makes of it.
Of a member that is given twice the last is shown; servers that use jwtauth refuse it.)";

constexpr auto closing = R"(EXIT STATUS
  0  shown
  1  not a token
  2  arguments cannot be used

EXAMPLE
  jwtauth inspect eyJhbGciOiJSUzI1NiIsInR5...
)";

constexpr std::size_t widestColumn = 40;
constexpr int deepest = 64;  // writing JSON recurses
constexpr std::array<std::string_view, 5> timeClaims{"exp", "iat", "nbf", "auth_time", "updated_at"};

int valueOf(char digit) noexcept {
  if (digit >= 'A' && digit <= 'Z') return digit - 'A';
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9') return digit - '0' + 52;
  if (digit == '-') return 62;
  return digit == '_' ? 63 : -1;
}

std::optional<std::string> decodeBase64Url(std::string_view text) {
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (const char digit : text) {
    const int value = valueOf(digit);
    if (value < 0) return std::nullopt;
    buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xff);
  }
  return bytes;
}

std::vector<std::string_view> partsOf(std::string_view token) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t dot = token.find('.');
    parts.push_back(token.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    token.remove_prefix(dot + 1);
  }
}

/// What a time claim's number means.
std::string meaningOf(const std::string& name, const Json& value) {
  if (std::find(timeClaims.begin(), timeClaims.end(), name) == timeClaims.end() || !value.is_number()) return {};
  const double seconds = value.get<double>();
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  return "  " + dateOf(seconds) + ", " + fromNow(seconds - now.count());
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
  if (const auto inner = decodeBase64Url(token); inner && partsOf(*inner).size() == 3) {
    token = *inner;
    remark = "The token came in base64url once more (the setting base64Encoded).\n";
  }
  const auto parts = partsOf(token);
  const bool encrypted = parts.size() == 5;
  if (parts.size() != 3 && !encrypted) return notAToken("not a token: expected three parts with dots between them");
  const auto header = objectOf(parts[0]);
  if (!header) return notAToken("not a token: its first part is not a JSON object in base64url");
  const auto claims = encrypted ? std::nullopt : objectOf(parts[1]);
  if (!claims && !encrypted) return notAToken("not a token: its second part is not a JSON object in base64url");

  const Painter painter;
  std::cout << painter(Colour::yellow, "UNVERIFIED: anybody could have written this.") << '\n' << remark;
  std::cout << '\n' << painter(Colour::bold, "Header") << " (unverified)\n" << membersOf(*header);
  if (encrypted) {
    std::cout << "\nThe claims are encrypted (a JWE, five parts): only the holder of the key can read them.\n";
    return succeeded;
  }
  std::cout << '\n' << painter(Colour::bold, "Claims") << " (unverified)\n" << membersOf(*claims);
  const auto signature = decodeBase64Url(parts[2]);
  std::cout << '\n' << painter(Colour::bold, "Signature") << '\n';
  std::cout << (!signature           ? "  not base64url\n"
                : signature->empty() ? "  none\n"
                                     : "  " + std::to_string(signature->size()) + " bytes, not checked\n");
  return succeeded;
}

}  // namespace

void addInspect(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("inspect", description)->footer(closing);
  const auto token = std::make_shared<std::string>();
  command->add_option("TOKEN", *token, tokenOptionText);
  command->callback([token, &chosen] { chosen = [token] { return inspect(*token); }; });
}

}  // namespace jwtauth::commandLine

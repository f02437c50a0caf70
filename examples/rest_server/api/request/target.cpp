// A request target goes in; its decoded segments and parameters come out. Refused with 400: targets that two programs
// could read in two ways, for one of them might be the authorizer.
#include "api/request/target.hpp"

#include <algorithm>

#include "api/request_error.hpp"
#include "http/host.hpp"
#include "http/message.hpp"
#include "src/text/ascii.hpp"
#include "src/text/utf8.hpp"

namespace rest::api {
namespace {

enum class Plus { isPlus, isSpace };

int hexValue(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::isSpace) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hexValue(text[i + 2]) : -1;
      if (high < 0 || low < 0) throw RequestError(400, "the target has a '%' that is not followed by two digits");
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (decoded.find('\0') != std::string::npos) throw RequestError(400, "the target has a NUL character");
  if (!jwtauth::isUtf8(decoded)) throw RequestError(400, "the target is not UTF-8");
  return decoded;
}

/// Takes everything before the separator from the text, and the separator.
std::string_view takeUntil(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

/// Takes the scheme and the authority from a target in absolute form; yields the authority.
std::string_view takeAuthority(std::string_view& target) {
  constexpr std::string_view mark = "://";
  const std::size_t end = target.find(mark);
  if (target.starts_with('/') || end == std::string_view::npos) return {};
  const std::string_view scheme = target.substr(0, end);
  if (!jwtauth::equalsWithoutCase(scheme, "http") && !jwtauth::equalsWithoutCase(scheme, "https")) {
    throw RequestError(400, "the target is a URL of another scheme than http and https");
  }
  target.remove_prefix(end + mark.size());
  const std::string_view authority = target.substr(0, target.find_first_of("/?"));
  if (!http::isHost(authority)) throw RequestError(400, "the target is a URL without a host");
  target.remove_prefix(authority.size());
  return authority;
}

std::vector<std::string> decodePath(std::string_view path) {
  if (!path.starts_with('/')) throw RequestError(400, "the target is not a path that begins with '/'");
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view raw = path.substr(0, path.find('/'));
    path.remove_prefix(raw.size());
    if (raw.empty() && path.empty()) break;  // the slash at the end
    if (raw.empty()) throw RequestError(400, "the path has an empty segment");
    segments.push_back(decode(raw, Plus::isPlus));
    if (segments.back() == "." || segments.back() == "..") throw RequestError(400, "the path has a dot segment");
  }
  return segments;
}

}  // namespace

std::string_view parameterNamed(std::string_view given) noexcept {
  if (given == "writeMode") return "wm";
  if (given == "sort_by") return "sort";
  return given;
}

std::optional<std::string_view> Target::parameter(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : query) {
    if (key != name) continue;
    if (found) throw RequestError(400, "the parameter '" + std::string(name) + "' is given more than once");
    found = value;
  }
  return found;
}

Target parseTarget(std::string_view text) {
  if (text.find('#') != std::string_view::npos) throw RequestError(400, "the target has a fragment");
  Target target;
  std::string_view query = text;
  target.authority = takeAuthority(query);
  const std::string_view path = takeUntil(query, '?');
  target.segments = decodePath(path.empty() && !target.authority.empty() ? "/" : path);
  while (!query.empty()) {
    std::string_view value = takeUntil(query, '&');
    const std::string_view name = takeUntil(value, '=');
    if (name.empty()) continue;
    const std::string decoded = decode(name, Plus::isSpace);
    target.query.emplace_back(parameterNamed(decoded), decode(value, Plus::isSpace));
  }
  return target;
}

std::string encodeSegment(std::string_view segment) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : segment) {
    const auto byte = static_cast<unsigned char>(c);
    const bool isUnreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '.' || c == '_' || c == '~';
    if (isUnreserved) {
      encoded += c;
    } else {
      encoded += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace rest::api

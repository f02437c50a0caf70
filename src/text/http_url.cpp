// A URL goes in, its canonical form comes out; nothing for a text that is no plain http or https URL.
#include "src/text/http_url.hpp"

#include <algorithm>

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr char upperCase(char letter) noexcept {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - ('a' - 'A')) : letter;
}

/// RFC 3986 2.3.
constexpr bool isUnreserved(char one) noexcept {
  return isLetter(one) || isDigit(one) || one == '-' || one == '.' || one == '_' || one == '~';
}

/// Printable ASCII but the backslash, which some readers take for a slash; every escape whole.
bool isPlain(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] <= ' ' || text[i] > '~' || text[i] == '\\') return false;
    if (text[i] == '%' && (i + 2 >= text.size() || !isHexadecimal(text[i + 1]) || !isHexadecimal(text[i + 2]))) {
      return false;
    }
  }
  return true;
}

/// RFC 3986 6.2.2.1 and 6.2.2.2.
std::string withCanonicalEscapes(std::string_view path) {
  std::string result;
  result.reserve(path.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      result += path[i];
      continue;
    }
    const char decoded = static_cast<char>(hexadecimalValue(path[i + 1]) * 16 + hexadecimalValue(path[i + 2]));
    if (isUnreserved(decoded)) {
      result += decoded;
    } else {
      result += {'%', upperCase(path[i + 1]), upperCase(path[i + 2])};
    }
    i += 2;
  }
  return result;
}

/// RFC 3986 5.2.4, for a path that begins with a slash.
std::string withoutDotSegments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    const bool isLast = end == path.size();
    if (segment == "..") result.resize(result.empty() ? 0 : result.rfind('/'));
    if (segment == "." || segment == "..") {
      if (isLast) result += '/';
    } else {
      result += path.substr(0, end);
    }
    path.remove_prefix(end);
  }
  return result;
}

std::size_t endOfAuthority(std::string_view url) noexcept {
  const std::size_t authority = url.find("://");
  return authority == std::string_view::npos ? url.size()
                                             : std::min(url.find_first_of("/?#", authority + 3), url.size());
}

/// Scheme and authority. Empty when they are of another kind.
std::string canonicalBeginning(std::string_view text) {
  std::string beginning(text);
  std::transform(beginning.begin(), beginning.end(), beginning.begin(), lowerCase);
  const bool isHttps = beginning.starts_with("https://");
  if (!isHttps && !beginning.starts_with("http://")) return {};
  const std::size_t host = isHttps ? 8 : 7;
  if (beginning.find_first_of("@<>\"^`{|}", host) != std::string::npos) return {};
  // The colons of an IPv6 address are in brackets.
  const std::size_t bracket = std::min(beginning.rfind(']'), beginning.size());
  const std::size_t colon = beginning.find(':', bracket == beginning.size() ? host : bracket);
  const std::size_t endOfHost = std::min(colon, beginning.size());
  if (endOfHost == host) return {};
  if (colon == std::string::npos) return beginning;
  const std::string_view port = std::string_view(beginning).substr(colon + 1);
  const bool isNumber = std::all_of(port.begin(), port.end(), isDigit);
  if (!isNumber || port.size() > 5) return {};
  if (port.empty() || port == (isHttps ? "443" : "80")) beginning.resize(colon);
  return beginning;
}

}  // namespace

std::string_view afterOrigin(std::string_view url) noexcept {
  return url.substr(endOfAuthority(url));
}

std::optional<std::string> canonicalHttpUrl(std::string_view url) {
  if (url.size() > longestHttpUrl || !isPlain(url)) return std::nullopt;
  std::string canonical = canonicalBeginning(url.substr(0, endOfAuthority(url)));
  if (canonical.empty()) return std::nullopt;
  const std::string_view after = afterOrigin(url);
  const std::string_view path = after.substr(0, after.find_first_of("?#"));
  canonical += path.empty() ? "/" : withoutDotSegments(withCanonicalEscapes(path));
  return canonical;
}

std::optional<std::string> canonicalOrigin(std::string_view origin) {
  const std::string_view after = afterOrigin(origin);
  if (!after.empty() && after != "/") return std::nullopt;
  std::optional<std::string> canonical = canonicalHttpUrl(origin);
  if (canonical) canonical->pop_back();
  return canonical;
}

std::optional<std::string> canonicalHttpUrl(std::string_view url, std::string_view origin) {
  return origin.empty() ? canonicalHttpUrl(url) : canonicalHttpUrl(std::string(origin).append(afterOrigin(url)));
}

}  // namespace jwtauth::inline v0

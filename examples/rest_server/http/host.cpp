// A text goes in; whether it names a host, and maybe a port, comes out.
#include "http/host.hpp"

#include <cstdint>

#include "src/text/number.hpp"

namespace rest::http {
namespace {

constexpr std::string_view nameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";

bool holdsOnly(std::string_view text, std::string_view characters) noexcept {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

/// May be empty (RFC 3986 3.2.3).
bool isPort(std::string_view text) noexcept {
  return text.empty() || jwtauth::numberIn<std::uint16_t>(text);
}

}  // namespace

bool isHost(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end == 1 || !holdsOnly(text.substr(1, end - 1), "0123456789abcdefABCDEF:.")) {
      return false;
    }
    text.remove_prefix(end + 1);
    return text.empty() || (text.front() == ':' && isPort(text.substr(1)));
  }
  const std::string_view name = text.substr(0, text.find(':'));
  if (name.empty() || !holdsOnly(name, nameCharacters)) return false;
  return name.size() == text.size() || isPort(text.substr(name.size() + 1));
}

}  // namespace rest::http

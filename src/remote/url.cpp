// A URL goes in, its parts come out. Refused: what is not an absolute URL in plain characters, which libcurl reads as
// this does, schemes other than https (and http, where it is accepted by name), user-info, which would end up in logs,
// and fragments.
#include "src/remote/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/public_address.hpp"
#include "src/remote/sockets.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

[[noreturn]] void refuseForm() {
  throw FetchError("not an absolute URL; expected https://HOST/PATH");
}

std::string inLowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), lowerCase);
  return lower;
}

/// Printable ASCII but the backslash, which some readers take for a slash.
bool isPlain(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char one) { return one > ' ' && one <= '~' && one != '\\'; });
}

bool endsInNumber(std::string_view name) noexcept {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return !last.empty() && isDigit(last.front()) &&
         std::all_of(last.begin(), last.end(), [](char one) { return isHexadecimal(one) || one == 'x'; });
}

/// As it is usually written: libcurl reads 127.1, 0x7f000001 and 2130706433 as 127.0.0.1, too.
std::string addressOf(const std::string& number) {
#ifndef _WIN32
  in_addr address{};
  if (inet_aton(number.c_str(), &address) != 0) {
    std::array<char, INET_ADDRSTRLEN> text{};
    if (inet_ntop(AF_INET, &address, text.data(), text.size()) != nullptr) return text.data();
  }
#endif
  if (!isIpAddress(number)) refuseForm();
  return number;
}

std::string hostIn(std::string_view authority) {
  const std::string host = inLowerCase(authority);
  const bool isNumber = endsInNumber(host.ends_with('.') ? std::string_view(host).substr(0, host.size() - 1) : host);
  if (isNumber) return addressOf(host.ends_with('.') ? host.substr(0, host.size() - 1) : host);
  const bool isName = !host.empty() && std::all_of(host.begin(), host.end(), [](char one) {
    return isLetter(one) || isDigit(one) || one == '.' || one == '-' || one == '_';
  });
  const bool isV6 = host.starts_with('[') && isIpAddress(host) && host.find('%') == std::string::npos;
  if (!isName && !isV6) refuseForm();
  return host;
}

std::string portOf(std::string_view given, const std::string& scheme) {
  if (given.empty()) return scheme == "https" ? "443" : "80";
  unsigned port = 0;
  const auto read = std::from_chars(given.data(), given.data() + given.size(), port);
  constexpr unsigned highest = 65535;
  if (read.ec != std::errc{} || read.ptr != given.data() + given.size() || port > highest) refuseForm();
  return std::to_string(port);
}

}  // namespace

Url parseUrl(const std::string& text, bool acceptPlainHttp) {
  const std::string_view url = text;
  const std::size_t separator = url.find("://");
  if (separator == std::string_view::npos || !isPlain(url)) refuseForm();
  Url parts;
  parts.scheme = inLowerCase(url.substr(0, separator));
  const std::string_view rest = url.substr(separator + 3);
  const std::size_t endOfAuthority = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, endOfAuthority);
  const std::string_view after = rest.substr(endOfAuthority);
  if (authority.find('@') != std::string_view::npos) {
    throw FetchError("a URL with a user name or password; expected one without");
  }
  if (after.find('#') != std::string_view::npos) throw FetchError("a URL with a fragment; expected one without");
  if (parts.scheme == "http" && !acceptPlainHttp) {
    throw FetchError(
        "an http URL; expected https, since an attacker on the network could replace the keys "
        "(acceptPlainHttp lets it through)");
  }
  if (parts.scheme != "https" && parts.scheme != "http") throw FetchError("a URL of another scheme; expected https");
  // The colons of an IPv6 address are in brackets.
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  parts.host = hostIn(authority.substr(0, colon));
  parts.port = portOf(colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1), parts.scheme);
  parts.path = after.starts_with('/') ? after.substr(0, after.find('?')) : "/";
  return parts;
}

}  // namespace jwtauth::inline v0

// The address of a connection goes in; whether it is one of the public Internet comes out.
#include "src/remote/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "src/remote/sockets.hpp"

namespace jwtauth::inline v0 {
namespace {

using Bytes = std::span<const std::uint8_t>;
using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

template <std::size_t size>
struct Block {
  std::array<std::uint8_t, size> first;
  unsigned bits;
};

bool isIn(Bytes address, Bytes first, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(whole), address.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || (address[whole] ^ first[whole]) >> (8 - rest) == 0;
}

template <std::size_t size, std::size_t count>
bool isInAny(const std::array<std::uint8_t, size>& address, const std::array<Block<size>, count>& blocks) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&address](const Block<size>& block) { return isIn(address, block.first, block.bits); });
}

// The special-purpose registries of IANA (RFC 6890), without the addresses for documentation, which lead nowhere.

constexpr std::array<Block<4>, 10> notPublicV4{{{{0, 0, 0, 0}, 8},
                                                {{10, 0, 0, 0}, 8},
                                                {{100, 64, 0, 0}, 10},
                                                {{127, 0, 0, 0}, 8},
                                                {{169, 254, 0, 0}, 16},
                                                {{172, 16, 0, 0}, 12},
                                                {{192, 0, 0, 0}, 24},
                                                {{192, 168, 0, 0}, 16},
                                                {{198, 18, 0, 0}, 15},
                                                {{224, 0, 0, 0}, 3}}};

constexpr Block<16> globalUnicast{{0x20}, 3};

/// Within globalUnicast: for protocols such as Teredo.
constexpr std::array<Block<16>, 1> notPublicV6{{{{0x20, 0x01}, 23}}};

bool isPublicV4(const V4& address) {
  return !isInAny(address, notPublicV4);
}

V4 v4At(const V6& address, std::size_t place) {
  V4 found;
  std::copy_n(address.begin() + static_cast<std::ptrdiff_t>(place), found.size(), found.begin());
  return found;
}

/// The IPv4 address that an IPv6 address leads to: mapped (RFC 4291), translated (RFC 6052) or by 6to4 (RFC 3056).
std::optional<V4> v4Within(const V6& address) {
  constexpr Block<16> mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96};
  constexpr Block<16> translated{{0, 0x64, 0xFF, 0x9B}, 96};
  constexpr Block<16> sixToFour{{0x20, 0x02}, 16};
  if (isIn(address, mapped.first, mapped.bits) || isIn(address, translated.first, translated.bits)) {
    return v4At(address, 12);
  }
  if (isIn(address, sixToFour.first, sixToFour.bits)) return v4At(address, 2);
  return std::nullopt;
}

bool isPublicV6(const V6& address) {
  if (const std::optional<V4> within = v4Within(address)) return isPublicV4(*within);
  return isIn(address, globalUnicast.first, globalUnicast.bits) && !isInAny(address, notPublicV6);
}

using Address = std::variant<std::monostate, V4, V6>;

Address parsed(const std::string& text) noexcept {
  V4 v4;
  if (inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return v4;
  const std::string_view whole = text;
  const bool isBracketed = whole.starts_with('[') && whole.ends_with(']');
  const std::string_view inner = isBracketed ? whole.substr(1, whole.size() - 2) : whole;
  std::array<char, INET6_ADDRSTRLEN> bare{};
  // What stands after a '%' is the zone of a link-local address (RFC 6874).
  const std::size_t size = std::min(inner.find('%'), inner.size());
  if (size >= bare.size()) return {};
  std::copy_n(inner.begin(), size, bare.begin());
  V6 v6;
  if (inet_pton(AF_INET6, bare.data(), v6.data()) == 1) return v6;
  return {};
}

}  // namespace

bool isPublic(const sockaddr& address) noexcept {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    V4 bytes = {};
    std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
    return isPublicV4(bytes);
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6;
  std::memcpy(&v6, &address, sizeof v6);
  V6 bytes = {};
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return isPublicV6(bytes);
}

bool isPublicAddress(const std::string& text) noexcept {
  const Address address = parsed(text);
  if (const auto* v4 = std::get_if<V4>(&address)) return isPublicV4(*v4);
  const auto* v6 = std::get_if<V6>(&address);
  return v6 != nullptr && isPublicV6(*v6);
}

bool isIpAddress(const std::string& text) noexcept {
  return !std::holds_alternative<std::monostate>(parsed(text));
}

}  // namespace jwtauth::inline v0

#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/c/handles.hpp"

namespace jwtauth::inline v0 {

/// A struct of the caller as this library knows it: what a smaller one lacks is absent, what a larger one has besides
/// must be 0. Nothing for a size that is smaller than the first version's, or that cannot be.
template <class Struct>
std::optional<Struct> knownPart(const Struct* given, std::size_t firstSize) noexcept {
  constexpr std::size_t longest = 4096;
  if (given == nullptr || given->size < firstSize || given->size > longest) return std::nullopt;
  Struct known{};
  std::memcpy(&known, given, std::min(given->size, sizeof known));
  const auto* const bytes = reinterpret_cast<const unsigned char*>(given);
  const bool isKnown = std::all_of(bytes + std::min(given->size, sizeof known), bytes + given->size,
                                   [](unsigned char byte) { return byte == 0; });
  return isKnown ? std::optional(known) : std::nullopt;
}

/// What `make` yields, or `otherwise` for whatever it throws: no exception crosses into C.
template <class Make, class Value>
auto guarded(Make make, Value otherwise) noexcept -> decltype(make()) {
  try {
    return make();
  } catch (...) {
    return otherwise;
  }
}

/// Whether a caller gave bytes, as many as it says.
constexpr bool isReadable(const char* data, std::size_t size) noexcept {
  return data != nullptr || size == 0;
}

constexpr std::string_view viewOf(const char* data, std::size_t size) noexcept {
  return data != nullptr ? std::string_view(data, size) : std::string_view();
}

constexpr bool isReadable(const jwtauth_text& text) noexcept {
  return isReadable(text.data, text.size);
}

constexpr std::string_view viewOf(const jwtauth_text& text) noexcept {
  return viewOf(text.data, text.size);
}

inline jwtauth_message* messageOf(std::string text) {
  return new jwtauth_message{std::move(text)};
}

/// A text of a handle, and its size for a caller that wants it.
inline const char* handOut(const std::string* text, std::size_t* size) noexcept {
  if (size != nullptr) *size = text != nullptr ? text->size() : 0;
  return text != nullptr ? text->c_str() : nullptr;
}

}  // namespace jwtauth::inline v0

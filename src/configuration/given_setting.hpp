#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/client_certificate_header.hpp"
#include "jwtauth/config.hpp"
#include "jwtauth/key_source.hpp"
#include "jwtauth/revocation_source.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// A name from a configuration file as an error may show it: not when it does not fit into one line of a log, or is
/// long enough to hold a secret.
std::string shownName(std::string_view name);

/// "a string", "null": the words for what came.
std::string_view describe(JsonType type) noexcept;

/// One setting as a configuration file gives it. Each reader refuses another type with a sentence that names the
/// setting, its block, the type that came and the one expected; the value itself is never shown.
class GivenSetting {
 public:
  GivenSetting(std::string_view name, std::string_view block, JsonValue value) noexcept
      : name_(name), block_(block), value_(value) {}

  std::string text() const;
  /// Empty for null, which RESTHeart's files have where nothing is set.
  std::string textOrNull() const;
  /// A list of strings, or null.
  std::vector<std::string> texts() const;
  /// One string, a list of strings, or null.
  std::vector<std::string> textOrTexts() const;
  /// Names of claims; none for `aud` alone, which is the default.
  std::vector<std::string> audienceClaims() const;
  /// A list of keys: text as `key` takes it, {"kid", "key"}, or a JWK; or null.
  std::vector<ConfiguredKey> keys() const;
  /// The claim of a name, or as an object with claim, form and prefix; or a list of these, or null.
  std::vector<RolesClaim> rolesClaims() const;
  /// Names of claims; none for those that are read by default.
  std::vector<std::string> scopesClaims() const;
  UsernameForm usernameForm() const;
  /// An object: the names of members, each with what it must be.
  std::vector<RequiredMember> requiredMembers() const;
  bool flag() const;
  std::size_t count() const;
  std::chrono::seconds seconds() const;
  std::optional<std::chrono::seconds> secondsOrNull() const;
  /// A JOSE name or one of RESTHeart's aliases, or a list of such; at least one.
  std::vector<Algorithm> algorithms() const;
  AudienceMatch audienceMatch() const;
  /// One place or a list of them, each an object with header and perhaps scheme, or with cookie; none for
  /// Authorization with Bearer alone, which is the default.
  std::vector<TokenPlace> tokenPlaces() const;
  AccessTokenProfile accessTokenProfile() const;
  TokenForm tokenForm() const;
  SecretEncoding secretEncoding() const;
  KeyRefresh keyRefresh() const;
  /// A whole number, or null.
  std::optional<std::chrono::milliseconds> millisecondsOrNull() const;
  Possession possession() const;
  DpopNonce dpopNonce() const;
  /// An object: name, format, trustedProxies; or null.
  std::optional<ClientCertificateHeader> clientCertificateHeader() const;
  /// An object: uri, tokens, what this server shows to be allowed to ask, and options; or null.
  std::optional<IntrospectionSource> introspection() const;
  /// An object: uriPrefixes and options; or null.
  std::optional<StatusListSource> statusLists() const;
  /// As algorithms(), each once however it is named.
  std::vector<Algorithm> proofAlgorithms() const;
  void requireOn() const;

 private:
  template <class Source>
  struct Member {
    std::string_view name;
    void (*read)(Source& to, const GivenSetting& given);
  };
  template <class Source>
  Source members(std::span<const Member<Source>> known, std::string_view expected) const;

  [[noreturn]] void refuse(const std::string& came, std::string_view expected) const;
  [[noreturn]] void refuseType(std::string_view expected) const;
  std::int64_t wholeNumber(std::string_view expected) const;
  std::vector<std::string> textsOr(std::string_view expected) const;
  ConfiguredKey keyFrom(JsonValue entry, std::string_view expected) const;
  Algorithm algorithm(const std::string& name) const;
  RolesClaim rolesClaim(JsonValue given) const;
  TokenPlace tokenPlace(JsonValue given) const;
  RequiredMember requiredMember(std::string name, JsonValue given) const;

  std::string_view name_;
  std::string_view block_;
  JsonValue value_;
};

}  // namespace jwtauth::inline v0

// Where revoked tokens are found out, as a configuration file gives it, goes in; what it names comes out. Refused:
// members that are unknown, mistyped or missing.
#include <algorithm>
#include <array>

#include "src/configuration/given_setting.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view introspectionExpected =
    R"({"uri": "https://issuer.example/introspect", "clientId": "api", "clientSecretFile": "/etc/jwtauth/secret"})";
constexpr std::string_view statusListsExpected = R"({"uriPrefixes": ["https://issuer.example/statuslists/"]})";

}  // namespace

template <class Source>
Source GivenSetting::members(std::span<const Member<Source>> known, std::string_view expected) const {
  if (value_.type() != JsonType::object) refuseType(expected);
  Source source;
  JsonValue::Items items = value_.items();
  while (const auto item = items.next()) {
    const std::string name = item->name.decoded();
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.name == name; });
    if (found == known.end()) refuse("another member, `" + shownName(name) + "`", expected);
    found->read(source, GivenSetting(name, block_, item->value));
  }
  return source;
}

std::optional<IntrospectionSource> GivenSetting::introspection() const {
  if (value_.isNull()) return std::nullopt;
  using Known = Member<IntrospectionSource>;
  static constexpr std::array known{
      Known{"uri", [](auto& to, const GivenSetting& given) { to.uri = given.text(); }},
      Known{"tokens",
            [](auto& to, const GivenSetting& given) {
              const std::string word = given.text();
              if (word != "jwt" && word != "opaque") given.refuse("another word", R"("jwt" or "opaque")");
              to.tokens = word == "jwt" ? IntrospectedTokens::jwt : IntrospectedTokens::opaque;
            }},
      Known{"clientId", [](auto& to, const GivenSetting& given) { to.clientId = given.text(); }},
      Known{"clientSecretFile", [](auto& to, const GivenSetting& given) { to.clientSecretFile = given.text(); }},
      Known{"bearerTokenFile", [](auto& to, const GivenSetting& given) { to.bearerTokenFile = given.text(); }},
      Known{"certificateFile", [](auto& to, const GivenSetting& given) { to.certificateFile = given.text(); }},
      Known{"certificateKeyFile", [](auto& to, const GivenSetting& given) { to.certificateKeyFile = given.text(); }},
      Known{"keepActive", [](auto& to, const GivenSetting& given) { to.keepActive = given.seconds(); }},
      Known{"keepInactive", [](auto& to, const GivenSetting& given) { to.keepInactive = given.seconds(); }},
      Known{"acceptWithoutAnswer", [](auto& to, const GivenSetting& given) { to.acceptWithoutAnswer = given.flag(); }},
      Known{"caFile", [](auto& to, const GivenSetting& given) { to.caFile = given.textOrNull(); }},
      Known{"proxy", [](auto& to, const GivenSetting& given) { to.proxy = given.textOrNull(); }},
      Known{"acceptPlainHttp", [](auto& to, const GivenSetting& given) { to.acceptPlainHttp = given.flag(); }},
  };
  const auto source = members<IntrospectionSource>(known, introspectionExpected);
  if (source.uri.empty()) refuse("no `uri`", introspectionExpected);
  return source;
}

std::optional<StatusListSource> GivenSetting::statusLists() const {
  if (value_.isNull()) return std::nullopt;
  using Known = Member<StatusListSource>;
  static constexpr std::array known{
      Known{"uriPrefixes", [](auto& to, const GivenSetting& given) { to.uriPrefixes = given.textOrTexts(); }},
      Known{"keep", [](auto& to, const GivenSetting& given) { to.keep = given.seconds(); }},
      Known{"acceptMissingStatus", [](auto& to, const GivenSetting& given) { to.acceptMissingStatus = given.flag(); }},
      Known{"caFile", [](auto& to, const GivenSetting& given) { to.caFile = given.textOrNull(); }},
      Known{"proxy", [](auto& to, const GivenSetting& given) { to.proxy = given.textOrNull(); }},
      Known{"acceptPlainHttp", [](auto& to, const GivenSetting& given) { to.acceptPlainHttp = given.flag(); }},
  };
  const auto source = members<StatusListSource>(known, statusListsExpected);
  if (source.uriPrefixes.empty()) refuse("no `uriPrefixes`", statusListsExpected);
  return source;
}

}  // namespace jwtauth::inline v0

// A RESTHeart configuration as JSON goes in, a JwtAuthenticationConfig comes out. Refused, in a sentence that names the
// key: what is not one strict JSON object, holds no block of ours, a setting that is unknown, mistyped or given twice,
// and a block that is switched off.
#include "jwtauth/config_json.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "src/configuration/given_setting.hpp"
#include "src/configuration/revocation_settings.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/json/strict_json.hpp"
#include "src/keys/secret_encoding.hpp"
#include "src/text/nearest_name.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view mechanismBlock = "jwtAuthenticationMechanism";
constexpr std::string_view providerBlock = "jwtConfigProvider";
constexpr std::array blockNames{mechanismBlock, providerBlock};

struct KnownSetting {
  std::string_view name;
  void (*read)(ConfiguredMechanism& to, const GivenSetting& given);
};

constexpr std::array knownSettings{
    KnownSetting{"enabled", [](auto&, const GivenSetting& given) { given.requireOn(); }},
    KnownSetting{"algorithm",
                 [](auto& to, const GivenSetting& given) {
                   const std::vector<Algorithm> algorithms = given.algorithms();
                   to.config.algorithm = algorithms.front();
                   to.config.otherAlgorithms.assign(algorithms.begin() + 1, algorithms.end());
                 }},
    KnownSetting{"key", [](auto& to, const GivenSetting& given) { to.config.key = given.textOrNull(); }},
    KnownSetting{"keys", [](auto& to, const GivenSetting& given) { to.config.keys = given.keys(); }},
    KnownSetting{"base64Encoded", [](auto& to, const GivenSetting& given) { to.config.base64Encoded = given.flag(); }},
    KnownSetting{"tokenFrom", [](auto& to, const GivenSetting& given) { to.config.tokenFrom = given.tokenPlaces(); }},
    KnownSetting{"tokenForm", [](auto& to, const GivenSetting& given) { to.config.tokenForm = given.tokenForm(); }},
    KnownSetting{"issuer",
                 [](auto& to, const GivenSetting& given) {
                   std::vector<std::string> names = given.textOrTexts();
                   if (names.empty()) return;
                   to.config.issuer = names.front();
                   to.config.otherIssuers.assign(names.begin() + 1, names.end());
                 }},
    KnownSetting{"issuerTenants", [](auto& to, const GivenSetting& given) { to.config.issuerTenants = given.texts(); }},
    KnownSetting{"audience", [](auto& to, const GivenSetting& given) { to.config.audience = given.textOrTexts(); }},
    KnownSetting{"audienceMatch",
                 [](auto& to, const GivenSetting& given) { to.config.audienceMatch = given.audienceMatch(); }},
    KnownSetting{"audienceClaim",
                 [](auto& to, const GivenSetting& given) { to.config.audienceClaim = given.audienceClaims(); }},
    KnownSetting{"usernameClaim", [](auto& to, const GivenSetting& given) { to.config.usernameClaim = given.text(); }},
    KnownSetting{"usernameForm",
                 [](auto& to, const GivenSetting& given) { to.config.usernameForm = given.usernameForm(); }},
    KnownSetting{"rolesClaim", [](auto& to, const GivenSetting& given) { to.config.rolesFrom = given.rolesClaims(); }},
    KnownSetting{"scopesClaim",
                 [](auto& to, const GivenSetting& given) { to.config.scopesClaim = given.scopesClaims(); }},
    KnownSetting{"requiredScopes",
                 [](auto& to, const GivenSetting& given) { to.config.requiredScopes = given.texts(); }},
    KnownSetting{"fixedRoles", [](auto& to, const GivenSetting& given) { to.config.fixedRoles = given.texts(); }},
    KnownSetting{"requiredType",
                 [](auto& to, const GivenSetting& given) { to.config.requiredType = given.textOrNull(); }},
    KnownSetting{
        "accessTokenProfile",
        [](auto& to, const GivenSetting& given) { to.config.accessTokenProfile = given.accessTokenProfile(); }},
    KnownSetting{"requiredClaims",
                 [](auto& to, const GivenSetting& given) { to.config.requiredClaims = given.requiredMembers(); }},
    KnownSetting{"requiredHeader",
                 [](auto& to, const GivenSetting& given) { to.config.requiredHeader = given.requiredMembers(); }},
    KnownSetting{"clockSkew", [](auto& to, const GivenSetting& given) { to.config.clockSkew = given.seconds(); }},
    KnownSetting{"maxTokenBytes", [](auto& to, const GivenSetting& given) { to.config.maxTokenBytes = given.count(); }},
    KnownSetting{"maxTokenAge",
                 [](auto& to, const GivenSetting& given) { to.config.maxTokenAge = given.secondsOrNull(); }},
    KnownSetting{"dpop", [](auto& to, const GivenSetting& given) { to.config.dpop = given.possession(); }},
    KnownSetting{"dpopAlgorithms",
                 [](auto& to, const GivenSetting& given) { to.config.dpopAlgorithms = given.proofAlgorithms(); }},
    KnownSetting{"dpopProofAge", [](auto& to, const GivenSetting& given) { to.config.dpopProofAge = given.seconds(); }},
    KnownSetting{"dpopNonce", [](auto& to, const GivenSetting& given) { to.config.dpopNonce = given.dpopNonce(); }},
    KnownSetting{"dpopNonceSecret",
                 [](auto& to, const GivenSetting& given) { to.config.dpopNonceSecret = given.textOrNull(); }},
    KnownSetting{"dpopReplayEntries",
                 [](auto& to, const GivenSetting& given) { to.config.dpopReplayEntries = given.count(); }},
    KnownSetting{"publicOrigin",
                 [](auto& to, const GivenSetting& given) { to.config.publicOrigin = given.textOrNull(); }},
    KnownSetting{"mutualTls", [](auto& to, const GivenSetting& given) { to.config.mutualTls = given.possession(); }},
    KnownSetting{
        "clientCertificateHeader",
        [](auto& to, const GivenSetting& given) { to.clientCertificateHeader = given.clientCertificateHeader(); }},
    KnownSetting{"resource", [](auto& to, const GivenSetting& given) { to.config.resource = given.textOrNull(); }},
    KnownSetting{"authorizationServers",
                 [](auto& to, const GivenSetting& given) { to.config.authorizationServers = given.textOrTexts(); }},
    KnownSetting{"scopesSupported",
                 [](auto& to, const GivenSetting& given) { to.config.scopesSupported = given.texts(); }},
    KnownSetting{"resourceName",
                 [](auto& to, const GivenSetting& given) { to.config.resourceName = given.textOrNull(); }},
    KnownSetting{"resourceDocumentation",
                 [](auto& to, const GivenSetting& given) { to.config.resourceDocumentation = given.textOrNull(); }},
    KnownSetting{"resourcePolicyUri",
                 [](auto& to, const GivenSetting& given) { to.config.resourcePolicyUri = given.textOrNull(); }},
    KnownSetting{"resourceTosUri",
                 [](auto& to, const GivenSetting& given) { to.config.resourceTosUri = given.textOrNull(); }},
    KnownSetting{"verdictCacheEntries",
                 [](auto& to, const GivenSetting& given) { to.config.verdictCacheEntries = given.count(); }},
    KnownSetting{"acceptCookieForAll",
                 [](auto& to, const GivenSetting& given) { to.config.acceptCookieForAll = given.flag(); }},
    KnownSetting{"acceptAnyTenant",
                 [](auto& to, const GivenSetting& given) { to.config.acceptAnyTenant = given.flag(); }},
    KnownSetting{"acceptAnyIssuer",
                 [](auto& to, const GivenSetting& given) { to.config.acceptAnyIssuer = given.flag(); }},
    KnownSetting{"acceptAnyAudience",
                 [](auto& to, const GivenSetting& given) { to.config.acceptAnyAudience = given.flag(); }},
    KnownSetting{"acceptMissingExpiry",
                 [](auto& to, const GivenSetting& given) { to.config.acceptMissingExpiry = given.flag(); }},
    KnownSetting{"acceptMissingRoles",
                 [](auto& to, const GivenSetting& given) { to.config.acceptMissingRoles = given.flag(); }},
    KnownSetting{"acceptUnboundConfirmation",
                 [](auto& to, const GivenSetting& given) { to.config.acceptUnboundConfirmation = given.flag(); }},
    KnownSetting{"realm", [](auto& to, const GivenSetting& given) { to.config.realm = given.text(); }},
    KnownSetting{"jwksUri", [](auto& to, const GivenSetting& given) { to.keySource.jwksUri = given.textOrNull(); }},
    KnownSetting{"jwksFile", [](auto& to, const GivenSetting& given) { to.keySource.jwksFile = given.textOrNull(); }},
    KnownSetting{"issuerDiscovery",
                 [](auto& to, const GivenSetting& given) { to.keySource.issuerDiscovery = given.flag(); }},
    KnownSetting{"metadataUri",
                 [](auto& to, const GivenSetting& given) { to.keySource.metadataUri = given.textOrNull(); }},
    KnownSetting{"keyUri", [](auto& to, const GivenSetting& given) { to.keySource.keyUri = given.textOrNull(); }},
    KnownSetting{"keyFile", [](auto& to, const GivenSetting& given) { to.keySource.keyFile = given.textOrNull(); }},
    KnownSetting{"secretEncoding",
                 [](auto& to, const GivenSetting& given) { to.keySource.secretEncoding = given.secretEncoding(); }},
    KnownSetting{"fetchTokenFile",
                 [](auto& to, const GivenSetting& given) { to.keySource.fetchTokenFile = given.textOrNull(); }},
    KnownSetting{"fetchCertificateFile",
                 [](auto& to, const GivenSetting& given) { to.keySource.fetchCertificateFile = given.textOrNull(); }},
    KnownSetting{
        "fetchCertificateKeyFile",
        [](auto& to, const GivenSetting& given) { to.keySource.fetchCertificateKeyFile = given.textOrNull(); }},
    KnownSetting{"fetchProxy",
                 [](auto& to, const GivenSetting& given) { to.keySource.fetchProxy = given.textOrNull(); }},
    KnownSetting{"keyRefresh",
                 [](auto& to, const GivenSetting& given) { to.keySource.keyRefresh = given.keyRefresh(); }},
    KnownSetting{"waitForKeys",
                 [](auto& to, const GivenSetting& given) { to.keySource.waitForKeys = given.millisecondsOrNull(); }},
    KnownSetting{"keyCache", [](auto& to, const GivenSetting& given) { to.keySource.keyCache = given.textOrNull(); }},
    KnownSetting{"caFile", [](auto& to, const GivenSetting& given) { to.keySource.caFile = given.textOrNull(); }},
    KnownSetting{"acceptPlainHttp",
                 [](auto& to, const GivenSetting& given) { to.keySource.acceptPlainHttp = given.flag(); }},
    KnownSetting{"acceptPrivateAddresses",
                 [](auto& to, const GivenSetting& given) { to.keySource.acceptPrivateAddresses = given.flag(); }},
    KnownSetting{"denyListFile",
                 [](auto& to, const GivenSetting& given) { to.revocation.denyListFile = given.textOrNull(); }},
    KnownSetting{"introspection",
                 [](auto& to, const GivenSetting& given) { to.revocation.introspection = given.introspection(); }},
    KnownSetting{"statusLists",
                 [](auto& to, const GivenSetting& given) { to.revocation.statusLists = given.statusLists(); }},
};

constexpr auto settingNames = [] {
  std::array<std::string_view, knownSettings.size()> names;
  std::transform(knownSettings.begin(), knownSettings.end(), names.begin(), [](const auto& one) { return one.name; });
  return names;
}();

/// Names that people know from other software, with what to do instead.
struct ForeignName {
  std::string_view name;
  std::string_view advice;
};

constexpr std::string_view issuesTokens =
    "it belongs to RESTHeart's jwtTokenManager, which issues tokens; here tokens are only verified";
constexpr std::string_view isAUrl = "the URL of a JWK Set is the setting `jwksUri`";
constexpr std::string_view isTheKey = "the certificate, public key or secret is the setting `key`";

constexpr std::array foreignNames{
    ForeignName{"ttl", issuesTokens},
    ForeignName{"srv-uri", issuesTokens},
    ForeignName{"account-properties-claims", issuesTokens},
    ForeignName{"implementation-class", "a Java class has no meaning here, leave it out"},
    ForeignName{"jwks", isAUrl},
    ForeignName{"jwks_uri", isAUrl},
    ForeignName{"jwksUrl", isAUrl},
    ForeignName{"secret", isTheKey},
    ForeignName{"certificate", isTheKey},
    ForeignName{"publicKey", isTheKey},
    ForeignName{"leeway", "the tolerance for clocks is `clockSkew`, in seconds"},
    ForeignName{"extraCheck", "it is a function, set in code on the JwtAuthenticationConfig"},
};

template <class Named, std::size_t count>
const Named* findNamed(const std::array<Named, count>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string adviceFor(std::string_view name) {
  if (const ForeignName* foreign = findNamed(foreignNames, name)) return std::string(foreign->advice);
  if (const auto nearest = nearestName(name, settingNames)) return "the nearest is `" + std::string(*nearest) + "`";
  std::string all = "expected one of ";
  for (const std::string_view known : settingNames) {
    if (known != settingNames.front()) all += ", ";
    all += known;
  }
  return all;
}

/// One of RESTHeart's two blocks. A block given alone goes by the name it would have in a whole file.
struct Block {
  std::string_view name;
  JsonValue settings;
};

/// Settings by the block that gave them: each may stand in either block, but only once.
class BlockReader {
 public:
  void read(const Block& block) {
    if (block.settings.type() != JsonType::object) {
      refuseSetting(std::string(block.name),
                    std::string(describe(block.settings.type())) + "; expected an object that holds settings");
    }
    JsonValue::Items members = block.settings.items();
    while (const auto member = members.next()) readSetting(block.name, member->name.decoded(), member->value);
  }

  ConfiguredMechanism take() {
    requireOneKeySource();
    requireFetched();
    decodeSecret();
    keepPlainRolesClaim();
    requireOpened();
    return std::move(mechanism_);
  }

 private:
  void readSetting(std::string_view block, const std::string& name, JsonValue value) {
    const KnownSetting* known = findNamed(knownSettings, name);
    if (known == nullptr) {
      refuseSetting(shownName(name), "not a setting of " + std::string(block) + "; " + adviceFor(name));
    }
    std::string_view& giver = givers_[static_cast<std::size_t>(known - knownSettings.data())];
    if (!giver.empty() && name != "enabled") {
      refuseSetting(name, "given in both " + std::string(giver) + " and " + std::string(block) + "; expected in one");
    }
    giver = block;
    known->read(mechanism_, GivenSetting(name, block, value));
  }

  void requireFetched() const {
    const KeySource& source = mechanism_.keySource;
    for (const auto& [setting, value] :
         {std::pair<const char*, const std::string&>("fetchTokenFile", source.fetchTokenFile),
          std::pair<const char*, const std::string&>("fetchCertificateFile", source.fetchCertificateFile),
          std::pair<const char*, const std::string&>("fetchCertificateKeyFile", source.fetchCertificateKeyFile),
          std::pair<const char*, const std::string&>("fetchProxy", source.fetchProxy),
          std::pair<const char*, const std::string&>("keyCache", source.keyCache)}) {
      if (!value.empty() && !source.isFetched()) {
        refuseSetting(
            setting, "set where no key is fetched; expected it beside jwksUri, issuerDiscovery, metadataUri or keyUri");
      }
    }
    const std::string& proxy = source.fetchProxy;
    if (!proxy.empty() && (!proxy.starts_with("http://") || proxy.find('@') != std::string::npos ||
                           proxy.find(':', sizeof "http://" - 1) == std::string::npos)) {
      refuseSetting("fetchProxy", "another form; expected http://host:port, without user name and password");
    }
    const bool isTemplate = mechanism_.config.issuer.find('{') != std::string::npos;
    if (isTemplate && source.issuerDiscovery && source.metadataUri.empty()) {
      refuseSetting("issuerDiscovery",
                    "with a template as issuer; expected metadataUri, which says where its metadata is");
    }
    if (!source.metadataUri.empty() && mechanism_.config.issuer.empty()) {
      refuseSetting("metadataUri", "without an issuer; expected the issuer that the metadata names");
    }
  }

  /// A host that does not open what is named here must not go on without it.
  void requireOpened() {
    const RevocationSource& source = mechanism_.revocation;
    if (!source.isGiven()) return;
    mechanism_.config.revocationChecks = {nullptr};
    if (!source.introspection || source.introspection->tokens != IntrospectedTokens::opaque) return;
    if (mechanism_.keySource.isGiven()) {
      refuseSetting("introspection",
                    "of opaque tokens beside a source of keys, which nothing is verified with; expected "
                    "one of the two");
    }
    if (source.introspection->acceptWithoutAnswer) {
      refuseSetting("introspection",
                    "acceptWithoutAnswer beside opaque tokens, of which nothing else is known; "
                    "expected it for \"jwt\" alone");
    }
    if (source.statusLists) {
      refuseSetting("statusLists", "beside opaque tokens, which name none; expected one of the two");
    }
  }

  void decodeSecret() {
    const SecretEncoding encoding = mechanism_.keySource.secretEncoding;
    JwtAuthenticationConfig& config = mechanism_.config;
    if (encoding == SecretEncoding::text) return;
    if (!isHmac(config.algorithm) || (config.key.empty() && mechanism_.keySource.keyFile.empty())) {
      refuseSetting("secretEncoding",
                    "set without a secret; expected it beside `key` or `keyFile` of HS256, HS384 or HS512");
    }
    if (!config.key.empty()) config.key = decodedSecret(config.key, encoding);
  }

  /// One claim that lists the roles is what C++ calls rolesClaim.
  void keepPlainRolesClaim() {
    auto& from = mechanism_.config.rolesFrom;
    if (from.size() != 1 || from.front().form != RolesForm::array || !from.front().prefix.empty()) return;
    mechanism_.config.rolesClaim = std::move(from.front().claim);
    from.clear();
  }

  void requireOneKeySource() const {
    const KeySource& source = mechanism_.keySource;
    const char* first = nullptr;
    const bool hasKeys = !mechanism_.config.keys.empty();
    if (hasKeys && !mechanism_.config.key.empty()) refuseSetting("keys", "set beside `key`; expected one of the two");
    for (const auto& [setting, isGiven] :
         {std::pair("key", !mechanism_.config.key.empty()), std::pair("jwksUri", !source.jwksUri.empty()),
          std::pair("jwksFile", !source.jwksFile.empty()), std::pair("keyFile", !source.keyFile.empty()),
          std::pair("keyUri", !source.keyUri.empty()),
          std::pair("issuerDiscovery", source.issuerDiscovery || !source.metadataUri.empty())}) {
      if (isGiven && first != nullptr) {
        refuseSetting(setting, "set beside `" + std::string(first) + "`; expected one source of keys");
      }
      if (isGiven) first = setting;
    }
  }

  ConfiguredMechanism mechanism_;
  std::array<std::string_view, knownSettings.size()> givers_;
};

/// A name at the top level of a whole RESTHeart file must not be ours in another spelling or at the wrong place: if it
/// were ignored, a check would silently stay at its default.
void requireForeign(const std::string& name) {
  for (const std::string_view block : blockNames) {
    const std::string path = std::string("/").append(block);
    if (name.starts_with(path)) refuseSetting(path, "an override path; expected the setting inside its block");
  }
  if (const auto nearest = nearestName(name, blockNames)) {
    refuseSetting(shownName(name), "not a block of ours; the nearest is `" + std::string(*nearest) + "`");
  }
}

[[noreturn]] void refuseWithoutBlock(JsonValue document) {
  JsonValue::Items members = document.items();
  while (const auto member = members.next()) {
    for (const std::string_view block : blockNames) {
      if (!member->value.member(block)) continue;
      refuseSetting(std::string(block),
                    "inside `" + shownName(member->name.decoded()) + "`; expected at the top level");
    }
  }
  refuseSetting("configuration",
                "neither jwtAuthenticationMechanism nor jwtConfigProvider at the top level, and no setting of theirs; "
                "expected a RESTHeart configuration as JSON, or the block alone");
}

std::vector<Block> findBlocks(JsonValue document) {
  std::vector<Block> blocks;
  std::vector<std::string> settings;
  JsonValue::Items members = document.items();
  while (const auto member = members.next()) {
    const std::string name = member->name.decoded();
    const auto block = std::find(blockNames.begin(), blockNames.end(), name);
    if (block != blockNames.end()) {
      blocks.push_back({*block, member->value});
      continue;
    }
    requireForeign(name);
    if (findNamed(knownSettings, name) != nullptr) settings.push_back(name);
  }
  if (blocks.empty() && settings.empty()) refuseWithoutBlock(document);
  if (blocks.empty()) return {{mechanismBlock, document}};
  if (!settings.empty()) {
    refuseSetting(settings.front(), "beside " + std::string(blocks.front().name) + "; expected inside it");
  }
  return blocks;
}

JsonValue documentOf(std::string_view json) {
  if (const JsonFault fault = checkJsonObject(json); fault != JsonFault::none) {
    refuseSetting("configuration", std::string(describe(fault)) + "; expected one strict JSON object (RFC 8259)");
  }
  return valueOfDocument(json);
}

ConfiguredMechanism readBlocks(const std::vector<Block>& blocks) {
  BlockReader reader;
  for (const Block& block : blocks) reader.read(block);
  return reader.take();
}

}  // namespace

JwtAuthenticationConfig configFromJson(std::string_view json) {
  ConfiguredMechanism mechanism = readBlocks(findBlocks(documentOf(json)));
  requireNoRevocation(mechanism.revocation,
                      "what is asked about tokens; use mechanismsFromJson and openRevocation in code");
  const KeySource& source = mechanism.keySource;
  if (source.isGiven() || !source.caFile.empty() || source.acceptPlainHttp || source.acceptPrivateAddresses) {
    const char* setting = !source.jwksUri.empty()    ? "jwksUri"
                          : !source.jwksFile.empty() ? "jwksFile"
                          : source.issuerDiscovery   ? "issuerDiscovery"
                          : !source.keyFile.empty()  ? "keyFile"
                          : !source.keyUri.empty()   ? "keyUri"
                          : source.isGiven()         ? "metadataUri"
                                                     : "caFile";
    refuseSetting(setting, "a key source that is fetched; use mechanismsFromJson and openKeySource in code");
  }
  return std::move(mechanism.config);
}

std::vector<ConfiguredMechanism> mechanismsFromJson(std::string_view json) {
  std::vector<ConfiguredMechanism> mechanisms;
  const std::vector<Block> blocks = findBlocks(documentOf(json));
  const auto list = std::find_if(blocks.begin(), blocks.end(), [](const Block& block) {
    return block.name == mechanismBlock && block.settings.type() == JsonType::array;
  });
  if (list == blocks.end()) return {readBlocks(blocks)};
  if (blocks.size() > 1) {
    refuseSetting(std::string(providerBlock), "beside a list of mechanisms; expected its settings in each of them");
  }
  JsonValue::Items entries = list->settings.items();
  while (const auto entry = entries.next()) mechanisms.push_back(readBlocks({{mechanismBlock, entry->value}}));
  if (mechanisms.empty()) refuseSetting(std::string(mechanismBlock), "an empty list; expected at least one block");
  return mechanisms;
}

}  // namespace jwtauth::inline v0

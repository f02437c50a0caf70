// A configuration tree goes in, Settings come out. Refused, with file and key: mistakes in the blocks that are served,
// a server without authentication or without a store, permissions whose limits would not be kept.
#include "configuration/settings.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>

#include "configuration/access_rules.hpp"
#include "configuration/block.hpp"
#include "configuration/idle_permissions.hpp"
#include "configuration/known_blocks.hpp"
#include "configuration/listeners.hpp"
#include "configuration/mongo.hpp"
#include "configuration/operating.hpp"
#include "configuration/permissions.hpp"
#include "configuration/setting_error.hpp"
#include "jwtauth/config_json.hpp"

namespace rest {
namespace {

constexpr std::array<const char*, 2> authenticationBlocks{"jwtAuthenticationMechanism", "jwtConfigProvider"};

void readStore(const Block& root, Settings& settings) {
  const Block client = root.block("mclient");
  client.allowOnly({"enabled", "connection-string"});
  if (client.flag("enabled").value_or(true)) settings.connectionString = client.text("connection-string");
  const Block store = root.block("store");
  store.allowOnly({"file"});
  settings.storeFile = store.text("file").value_or("");
  // Each of the store's connections would have a memory of its own.
  if (settings.storeFile == ":memory:") store.refuse("file", "got :memory:, expected the path of a file");
  if (!settings.connectionString && settings.storeFile.empty()) {
    root.refuse("mclient/connection-string", client.has("connection-string")
                                                 ? "/mclient/enabled is false; expected true, or /store/file"
                                                 : "there is neither this nor /store/file, expected one of them");
  }
  if (settings.connectionString && store.isGiven()) {
    settings.notes.push_back("/store is ignored: /mclient/connection-string is given");
  }
}

std::vector<jwtauth::ConfiguredMechanism> readAuthentication(const ConfigurationTree& tree) {
  nlohmann::json blocks = nlohmann::json::object();
  for (const char* name : authenticationBlocks) {
    if (const auto found = tree.root().find(name); found != tree.root().end()) blocks[name] = *found;
  }
  if (blocks.empty()) {
    throw SettingError(tree.sourceOf("") + ": /jwtAuthenticationMechanism: is missing, expected the block that says " +
                       "which tokens are good");
  }
  try {
    return jwtauth::mechanismsFromJson(blocks.dump());
  } catch (const jwtauth::ConfigurationError& error) {
    throw authenticationMistake(tree, error);
  }
}

bool looksAtCertificates(const jwtauth::ConfiguredMechanism& mechanism) {
  return mechanism.config.mutualTls != jwtauth::Possession::off;
}

void readClientCertificateHeader(Settings& settings) {
  for (const jwtauth::ConfiguredMechanism& one : settings.authentication) {
    if (!one.clientCertificateHeader) continue;
    if (!looksAtCertificates(one)) {
      throw SettingError(
          "/jwtAuthenticationMechanism: clientCertificateHeader: set while `mutualTls` is off; expected "
          "allowed or required");
    }
    settings.clientCertificateHeader = one.clientCertificateHeader;
  }
}

/// Clients are asked for certificates where a mechanism looks at them.
void readMutualTls(const Block& https, Settings& settings) {
  const bool isWanted =
      std::any_of(settings.authentication.begin(), settings.authentication.end(), looksAtCertificates);
  if (settings.https) settings.https->files.asksClients = isWanted;
  if (settings.https && !settings.https->files.clientAuthorities.empty() && !isWanted) {
    https.refuse("client-ca-file", "is given, and no mechanism looks at certificates; expected `mutualTls` beside it");
  }
  readClientCertificateHeader(settings);
}

void readPermissionsOf(const Block& root, const ConfigurationTree& tree, Settings& settings) {
  settings.hasPermissions = root.block("fileAclAuthorizer").isGiven();
  settings.permissions = readPermissions(tree);
  for (std::string& sentence : shadowedPermissions(settings.permissions)) settings.notes.push_back(std::move(sentence));
}

void readGuards(const Block& root, Settings& settings) {
  settings.origins = readOriginRule(root.block("originVetoer"));
  settings.guard = readBruteForceGuard(root.block("bruteForceAttackGuard"));
}

void readSharedProofs(const Block& proofs, Settings& settings) {
  proofs.allowOnly({"shared"});
  settings.sharesProofs = proofs.flag("shared").value_or(false);
  const bool isDpopOff = std::all_of(settings.authentication.begin(), settings.authentication.end(),
                                     [](const auto& one) { return one.config.dpop == jwtauth::Possession::off; });
  if (settings.sharesProofs && isDpopOff) proofs.refuse("shared", "is true, and `dpop` is off");
}

bool isOnLoopback(const std::optional<http::Address>& address) {
  if (!address || address->host == "localhost") return true;
  boost::system::error_code error;
  const auto parsed = boost::asio::ip::make_address(address->host, error);
  return !error && parsed.is_loopback();
}

/// What makes a binding or its metadata weaker than it looks.
void noteWeakBindings(Settings& settings) {
  const bool isReachable = !isOnLoopback(settings.http) || (settings.https && !isOnLoopback(settings.https->address));
  for (const jwtauth::ConfiguredMechanism& one : settings.authentication) {
    const jwtauth::JwtAuthenticationConfig& config = one.config;
    if (isReachable && config.dpop != jwtauth::Possession::off && config.publicOrigin.empty()) {
      settings.notes.push_back(
          "/jwtAuthenticationMechanism/publicOrigin is not set: proofs of possession (DPoP) are compared with the "
          "Host that a client sends, so that a proof for another server may pass; expected scheme and authority by "
          "which clients know this server");
      break;
    }
  }
  for (const jwtauth::ConfiguredMechanism& one : settings.authentication) {
    const auto& audience = one.config.audience;
    const bool isAudience = std::find(audience.begin(), audience.end(), one.config.resource) != audience.end();
    if (one.config.resource.empty() || isAudience || one.config.acceptAnyAudience) continue;
    settings.notes.push_back(
        "/jwtAuthenticationMechanism/resource is not in audience: clients that ask for tokens of the resource "
        "(RFC 8707) get tokens that are refused here");
  }
}

}  // namespace

Settings readSettings(const ConfigurationTree& tree) {
  Settings settings;
  const Block root(tree, &tree.root(), "");
  noteUnservedBlocks(root, settings.unserved);
  readListeners(root, settings);
  readOperating(root, settings);
  readStore(root, settings);
  readMongo(root.block("mongo"), settings);
  readPermissionsOf(root, tree, settings);
  for (std::string& sentence : unservedPermissions(settings.permissions, settings.mounts)) {
    settings.notes.push_back(std::move(sentence));
  }
  if (settings.permissions.empty()) {
    settings.notes.push_back(
        "/fileAclAuthorizer permits nothing, so every request is answered 401 or 403" +
        std::string(root.block("mongoAclAuthorizer").isGiven()
                        ? "; permissions that /mongoAclAuthorizer keeps in the database are not read"
                        : ""));
  }
  readGuards(root, settings);
  settings.cors = readCors(root.block("cors"));
  settings.rules.forbidden = readForbiddenOperators(root);
  settings.authentication = readAuthentication(tree);
  readMutualTls(root.block("https-listener"), settings);
  readSharedProofs(root.block("dpop-proofs"), settings);
  noteWeakBindings(settings);
  const std::string summary = unservedSummary(settings.unserved);
  if (!summary.empty()) settings.notes.insert(settings.notes.begin(), summary);
  return settings;
}

Settings readGateSettings(const ConfigurationTree& tree) {
  Settings settings;
  const Block root(tree, &tree.root(), "");
  noteUnservedBlocks(root, settings.unserved);
  noteUnserved(root,
               {"http-listener", "https-listener", "mclient", "mongo", "store", "cors", "dpop-proofs",
                "filterOperatorsBlacklist", "aggregationSecurity"},
               settings.unserved);
  readOperating(root, settings);
  readPermissionsOf(root, tree, settings);
  readGuards(root, settings);
  if (settings.guard.isEnabled && !settings.guard.trustForwardedFor) {
    root.block("bruteForceAttackGuard")
        .refuse("trust-x-forwarded-for",
                "is not true, so that all clients would be one: the proxy; expected true, "
                "where the proxy writes X-Forwarded-For itself");
  }
  settings.authentication = readAuthentication(tree);
  readClientCertificateHeader(settings);
  const std::string summary = unservedSummary(settings.unserved);
  if (!summary.empty()) settings.notes.insert(settings.notes.begin(), summary);
  return settings;
}

SettingError authenticationMistake(const ConfigurationTree& tree, const jwtauth::ConfigurationError& error) {
  // The library's sentence begins with the name of the setting.
  const std::string sentence = error.what();
  const std::string setting = sentence.substr(0, sentence.find(':'));
  std::string place = std::string("/") + authenticationBlocks.front();
  for (const char* name : authenticationBlocks) {
    const auto block = tree.root().find(name);
    const bool holdsIt = block != tree.root().end() && block->is_object() && block->contains(setting);
    if (holdsIt) place = std::string("/") + name + '/' + setting;
  }
  return SettingError(tree.sourceOf(place) + ": " + place.substr(0, place.find('/', 1)) + ": " + sentence);
}

}  // namespace rest

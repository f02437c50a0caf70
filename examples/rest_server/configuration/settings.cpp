// A configuration tree goes in, Settings come out. Refused, with file and key: mistakes in the blocks that are served,
// a server without authentication or without a store, permissions whose limits would not be kept.
#include "configuration/settings.hpp"

#include <algorithm>
#include <array>

#include "api/authorization/predicate_parser.hpp"
#include "configuration/block.hpp"
#include "configuration/setting_error.hpp"
#include "jwtauth/config_json.hpp"

namespace rest {
namespace {

constexpr std::array<std::string_view, 7> servedBlocks{
    "http-listener",     "mclient",          "mongo", "store", "jwtAuthenticationMechanism",
    "jwtConfigProvider", "fileAclAuthorizer"};

constexpr std::array<const char*, 2> authenticationBlocks{"jwtAuthenticationMechanism", "jwtConfigProvider"};

void readListener(const Block& block, Settings& settings) {
  block.allowOnly({"enabled", "host", "port"});
  if (!block.flag("enabled").value_or(true))
    block.refuse("enabled", "came false, but it is the only listener there is");
  settings.host = block.text("host").value_or(settings.host);
  settings.port = static_cast<std::uint16_t>(block.number("port", 0, 65535).value_or(settings.port));
}

void readStore(const Block& root, Settings& settings) {
  const Block client = root.block("mclient");
  client.allowOnly({"connection-string"});
  settings.connectionString = client.text("connection-string");
  const Block store = root.block("store");
  store.allowOnly({"file"});
  settings.storeFile = store.text("file").value_or("");
  // Each of the store's connections would have a memory of its own.
  if (settings.storeFile == ":memory:") store.refuse("file", "came :memory:, expected the path of a file");
  if (!settings.connectionString && settings.storeFile.empty()) {
    root.refuse("mclient/connection-string", "there is neither this nor /store/file, expected one of them");
  }
  if (settings.connectionString && store.isGiven()) {
    settings.notes.push_back("/store is passed over: /mclient/connection-string is given");
  }
}

std::vector<std::string> segmentsOf(const Block& mount, std::string_view key, std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty() && path.empty()) break;
    if (segment.empty()) mount.refuse(key, "the path has an empty segment");
    segments.emplace_back(segment);
  }
  return segments;
}

api::Mount readMount(const Block& mount) {
  mount.allowOnly({"what", "where"});
  std::string what = mount.text("what").value_or("");
  const std::string where = mount.text("where").value_or("");
  if (what.empty()) mount.refuse("what", "is missing, expected '*', '/database' or '/database/collection'");
  if (!where.starts_with('/')) mount.refuse("where", "expected a path that begins with '/'");
  if (!what.starts_with('/')) what.insert(0, "/");
  api::Mount read;
  if (what != "/*") read.what = segmentsOf(mount, "what", what);
  read.where = segmentsOf(mount, "where", where);
  if (read.what.size() > 2) mount.refuse("what", "expected '*', '/database' or '/database/collection'");
  return read;
}

void readMounts(const Block& mongo, Settings& settings) {
  for (const std::string& key : mongo.keys()) {
    if (key != "mongo-mounts") settings.notes.push_back(mongo.path() + '/' + key + " is passed over: it is not served");
  }
  for (const Block& mount : mongo.blocks("mongo-mounts")) {
    const api::Mount read = readMount(mount);
    for (const api::Mount& other : settings.mounts) {
      if (other.where == read.where) mount.refuse("where", "something is mounted there already");
    }
    settings.mounts.push_back(read);
  }
  if (settings.mounts.empty()) settings.mounts.push_back({{"restheart"}, {}});
}

api::ManagementRights readRights(const Block& rights) {
  rights.allowOnly({"allowManagementRequests", "allowWriteMode", "allowBulkPatch", "allowBulkDelete"});
  api::ManagementRights read;
  read.allowManagementRequests = rights.flag("allowManagementRequests").value_or(false);
  read.allowWriteMode = rights.flag("allowWriteMode").value_or(false);
  // There are no bulk operations to permit; their flags are read for their type alone.
  rights.flag("allowBulkPatch");
  rights.flag("allowBulkDelete");
  return read;
}

api::Permission readPermission(const Block& block) {
  block.allowOnly({"role", "roles", "predicate", "priority", "mongo"});
  std::vector<std::string> roles = block.texts("role");
  const std::vector<std::string> more = block.texts("roles");
  roles.insert(roles.end(), more.begin(), more.end());
  if (roles.empty()) block.refuse("role", "is missing, expected a role or a list of roles");
  const std::optional<std::string> predicate = block.text("predicate");
  if (!predicate) block.refuse("predicate", "is missing, expected a condition such as path-prefix('/')");
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  const std::int64_t priority = block.number("priority", std::numeric_limits<std::int64_t>::min(), last).value_or(last);
  try {
    return {std::move(roles), api::parsePredicate(*predicate), priority, readRights(block.block("mongo"))};
  } catch (const api::PredicateError& error) {
    block.refuse("predicate", error.what());
  }
}

void readPermissions(const Block& block, Settings& settings) {
  block.allowOnly({"enabled", "permissions"});
  if (block.flag("enabled").value_or(block.isGiven())) {
    for (const Block& permission : block.blocks("permissions")) {
      settings.permissions.push_back(readPermission(permission));
    }
  }
  if (settings.permissions.empty()) {
    settings.notes.push_back("/fileAclAuthorizer permits nothing, so every request is answered 401 or 403");
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

}  // namespace

Settings readSettings(const ConfigurationTree& tree) {
  Settings settings;
  const Block root(tree, &tree.root(), "");
  for (const std::string& key : root.keys()) {
    if (std::find(servedBlocks.begin(), servedBlocks.end(), key) == servedBlocks.end()) {
      settings.notes.push_back('/' + key + " is passed over: it is not served");
    }
  }
  readListener(root.block("http-listener"), settings);
  readStore(root, settings);
  readMounts(root.block("mongo"), settings);
  readPermissions(root.block("fileAclAuthorizer"), settings);
  settings.authentication = readAuthentication(tree);
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

// A configuration tree goes in, Settings come out. Refused, with file and key: mistakes in the blocks that are served,
// a server without authentication or without a store, permissions whose limits would not be kept.
#include "configuration/settings.hpp"

#include <algorithm>
#include <array>

#include "configuration/access_rules.hpp"
#include "configuration/block.hpp"
#include "configuration/known_blocks.hpp"
#include "configuration/listeners.hpp"
#include "configuration/operating.hpp"
#include "configuration/permissions.hpp"
#include "configuration/setting_error.hpp"
#include "jwtauth/config_json.hpp"

namespace rest {
namespace {

constexpr std::array<const char*, 2> authenticationBlocks{"jwtAuthenticationMechanism", "jwtConfigProvider"};

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

std::optional<api::EtagPolicy> readEtagPolicy(const Block& block, std::string_view key) {
  const std::optional<std::string> policy = block.text(key);
  if (!policy) return std::nullopt;
  if (*policy == "OPTIONAL") return api::EtagPolicy::optional;
  if (*policy == "REQUIRED_FOR_DELETE") return api::EtagPolicy::requiredForDelete;
  if (*policy == "REQUIRED") return api::EtagPolicy::required;
  block.refuse(key, "came another text, expected OPTIONAL, REQUIRED_FOR_DELETE or REQUIRED");
}

void readEtagPolicies(const Block& block, api::EtagPolicies& policies) {
  block.allowOnly({"db", "coll", "doc"});
  policies.database = readEtagPolicy(block, "db").value_or(policies.database);
  policies.collection = readEtagPolicy(block, "coll").value_or(policies.collection);
  policies.document = readEtagPolicy(block, "doc").value_or(policies.document);
}

void readMongo(const Block& mongo, Settings& settings) {
  readEtagPolicies(mongo.block("etag-check-policy"), settings.etagPolicies);
  constexpr std::int64_t oneDay = 24 * 60 * 60 * 1000;
  if (const auto slow = mongo.number("slow-query-ms", 0, oneDay)) settings.slowQuery = std::chrono::milliseconds(*slow);
  for (const std::string& key : mongo.keys()) {
    if (key != "mongo-mounts" && key != "etag-check-policy" && key != "slow-query-ms")
      settings.notes.push_back(mongo.path() + '/' + key + " is passed over: it is not served");
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
  settings.notes = noteUnservedBlocks(root);
  readListeners(root, settings);
  readOperating(root, settings);
  readStore(root, settings);
  readMongo(root.block("mongo"), settings);
  settings.permissions = readPermissions(tree);
  if (settings.permissions.empty()) {
    settings.notes.push_back("/fileAclAuthorizer permits nothing, so every request is answered 401 or 403");
  }
  settings.origins = readOriginRule(root.block("originVetoer"));
  settings.guard = readBruteForceGuard(root.block("bruteForceAttackGuard"));
  settings.cors = readCors(root.block("cors"));
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

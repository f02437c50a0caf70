// The block fileAclAuthorizer goes in, permissions come out. Refused, with file and key: predicates, filters and
// members that would not be kept to the letter, and unknown keys.
#include "configuration/permissions.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "api/authorization/predicate_parser.hpp"
#include "configuration/block.hpp"
#include "configuration/idle_permissions.hpp"
#include "configuration/yaml.hpp"

namespace rest {
namespace {

using api::DocumentTemplate;

std::vector<std::string> readRoles(const Block& block) {
  std::vector<std::string> roles = block.texts("role");
  const std::vector<std::string> more = block.texts("roles");
  roles.insert(roles.end(), more.begin(), more.end());
  if (roles.empty()) block.refuse("role", "is missing, expected a role or a list of roles");
  return roles;
}

api::ParsedPredicate readPredicate(const Block& block) {
  const std::optional<std::string> predicate = block.text("predicate");
  if (!predicate) block.refuse("predicate", "is missing, expected a condition such as path-prefix('/')");
  try {
    return api::parsePredicate(*predicate);
  } catch (const api::PredicateError& error) {
    block.refuse("predicate", error.what());
  }
}

api::Permission::WhenUndecided readWhenUndecided(const Block& block) {
  using enum api::Permission::WhenUndecided;
  const std::string given = block.text("when-undecided").value_or("refuse");
  if (given == "refuse") return refuse;
  if (given == "next") return askNext;
  block.refuse("when-undecided", "got '" + given + "', expected refuse, or next to ask the next permission");
}

/// RFC 9470: how strong a login has to be, and how recent.
jwtauth::Requirement readLogin(const Block& block, const api::Permission& permission) {
  constexpr std::int64_t oneYear = 366 * 24 * 60 * 60;
  jwtauth::Requirement login;
  login.acrValues = block.texts("acr");
  if (block.has("acr") && login.acrValues.empty()) block.refuse("acr", "is empty, expected values of the claim acr");
  if (const auto seconds = block.number("maxAge", 0, oneYear)) login.maxLoginAge = std::chrono::seconds(*seconds);
  const auto& roles = permission.roles;
  const bool isForEveryone = std::find(roles.begin(), roles.end(), api::unauthenticatedRole) != roles.end();
  if (isForEveryone && (block.has("acr") || block.has("maxAge"))) {
    block.refuse(block.has("acr") ? "acr" : "maxAge", "is demanded of $unauthenticated, who did not log in");
  }
  return login;
}

enum class Store { embedded, mongoDb };

DocumentTemplate readTemplate(const Block& mongo, std::string_view key, DocumentTemplate::Use use,
                              const api::CaptureNames& captures, Store store) {
  const std::optional<std::string> json = mongo.object(key);
  if (!json) return {};
  try {
    DocumentTemplate read(*json, use, captures);
    if (store == Store::embedded && !read.needsMongoDb().empty()) {
      mongo.refuse(key, read.needsMongoDb() + ", and there is no /mclient/connection-string");
    }
    return read;
  } catch (const api::TemplateError& error) {
    mongo.refuse(key, error.what());
  }
}

Document readProjection(const Block& mongo, std::string_view key) {
  const std::optional<std::string> json = mongo.object(key);
  if (!json) return {};
  try {
    return api::checkedProjection(*json);
  } catch (const api::TemplateError& error) {
    mongo.refuse(key, error.what());
  }
}

void readMongoBlock(const Block& mongo, const api::CaptureNames& captures, Store store, api::Permission& permission) {
  mongo.allowOnly({"allowManagementRequests", "allowWriteMode", "allowBulkPatch", "allowBulkDelete", "readFilter",
                   "writeFilter", "mergeRequest", "projectResponse"});
  permission.rights.allowManagementRequests = mongo.flag("allowManagementRequests").value_or(false);
  permission.rights.allowWriteMode = mongo.flag("allowWriteMode").value_or(false);
  permission.rights.allowBulkPatch = mongo.flag("allowBulkPatch").value_or(false);
  permission.rights.allowBulkDelete = mongo.flag("allowBulkDelete").value_or(false);
  permission.readFilter = readTemplate(mongo, "readFilter", DocumentTemplate::Use::filter, captures, store);
  permission.writeFilter = readTemplate(mongo, "writeFilter", DocumentTemplate::Use::filter, captures, store);
  permission.mergeRequest = readTemplate(mongo, "mergeRequest", DocumentTemplate::Use::members, captures, store);
  permission.projectResponse = readProjection(mongo, "projectResponse");
}

api::Permission readPermission(const Block& block, Store store) {
  block.allowOnly(
      {"_id", "description", "role", "roles", "predicate", "priority", "when-undecided", "acr", "maxAge", "mongo"});
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  const api::ParsedPredicate parsed = readPredicate(block);
  api::Permission permission{block.path(), readRoles(block), parsed.predicate};
  if (const auto name = block.text("_id")) permission.place += " (" + *name + ')';
  permission.priority = block.number("priority", std::numeric_limits<std::int64_t>::min(), last).value_or(last);
  permission.whenUndecided = readWhenUndecided(block);
  permission.login = readLogin(block, permission);
  readMongoBlock(block.block("mongo"), parsed.captures, store, permission);
  refuseIdle(block, permission);
  return permission;
}

/// The permissions' own file: a list of them, or a map that has one.
ConfigurationTree readOwnFile(const std::string& file) {
  const nlohmann::json given = readYamlFile(file);
  ConfigurationTree tree;
  if (given.is_array()) {
    tree.replace("/permissions", given, file);
  } else {
    tree.addFile(file);
  }
  return tree;
}

std::string ownFileOf(const ConfigurationTree& tree, const Block& block, const std::string& file) {
  const std::filesystem::path path(file);
  return path.is_absolute() ? file : (std::filesystem::path(tree.sourceOf(block.path())).parent_path() / path).string();
}

template <class Visit>
void forEachPermission(const ConfigurationTree& tree, const Visit& visit) {
  const Block whole(tree, &tree.root(), "");
  const Store store = whole.block("mclient").text("connection-string") ? Store::mongoDb : Store::embedded;
  const Block block = whole.block("fileAclAuthorizer");
  block.allowOnly({"enabled", "permissions", "conf-file"});
  if (!block.flag("enabled").value_or(block.isGiven())) return;
  if (const std::optional<std::string> file = block.text("conf-file")) {
    const ConfigurationTree own = readOwnFile(ownFileOf(tree, block, *file));
    const Block root(own, &own.root(), "");
    root.allowOnly({"permissions"});
    for (const Block& each : root.blocks("permissions")) visit(each, store);
  }
  for (const Block& each : block.blocks("permissions")) visit(each, store);
}

}  // namespace

std::vector<api::Permission> readPermissions(const ConfigurationTree& tree) {
  std::vector<api::Permission> permissions;
  forEachPermission(
      tree, [&permissions](const Block& block, Store store) { permissions.push_back(readPermission(block, store)); });
  return permissions;
}

std::vector<SettingError> permissionMistakes(const ConfigurationTree& tree) {
  std::vector<SettingError> mistakes;
  try {
    forEachPermission(tree, [&mistakes](const Block& block, Store store) {
      try {
        readPermission(block, store);
      } catch (const SettingError& error) {
        mistakes.push_back(error);
      }
    });
  } catch (const SettingError& error) {
    mistakes.push_back(error);
  }
  return mistakes;
}

}  // namespace rest

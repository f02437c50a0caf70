#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/authorization/authorizer.hpp"
#include "api/resource.hpp"
#include "configuration/configuration_tree.hpp"
#include "configuration/setting_error.hpp"
#include "jwtauth/config_json.hpp"

namespace rest {

/// Everything the server is told.
struct Settings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;

  /// MongoDB when there is one, else the embedded store in this file.
  std::optional<std::string> connectionString;
  std::string storeFile;

  std::vector<api::Mount> mounts;
  std::vector<jwtauth::ConfiguredMechanism> authentication;  ///< one an issuer
  std::vector<api::Permission> permissions;

  /// What an operator should know about the configuration, a line each.
  std::vector<std::string> notes;
};

/// Reads RESTHeart 7's configuration as far as it is served. Other top-level blocks are passed over, with a note each.
/// Throws SettingError for mistakes within the blocks that are served, and for whatever would permit more than was
/// meant.
Settings readSettings(const ConfigurationTree& tree);

/// What the library says of its block, with the place where the setting it names was given.
SettingError authenticationMistake(const ConfigurationTree& tree, const jwtauth::ConfigurationError& error);

}  // namespace rest

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "api/access/brute_force_guard.hpp"
#include "api/access/origin_rule.hpp"
#include "api/authorization/permission.hpp"
#include "api/cors.hpp"
#include "api/resources/resource.hpp"
#include "api/serving_rules.hpp"
#include "budget/request_budget.hpp"
#include "configuration/configuration_tree.hpp"
#include "configuration/setting_error.hpp"
#include "http/server.hpp"
#include "jwtauth/config_json.hpp"
#include "log.hpp"

namespace rest {

/// HTTPS as it is configured: the files have not been looked at.
struct HttpsSettings {
  http::Address address{"127.0.0.1", 4443};
  http::TlsFiles files;
  std::optional<std::chrono::seconds> hstsMaxAge;
};

/// Everything the server is told.
struct Settings {
  std::optional<http::Address> http;  ///< one of these two is there
  std::optional<HttpsSettings> https;
  std::optional<http::Redirect> redirect;
  bool gzip = true;
  std::size_t ioThreads = 0;    ///< 0: as many as fit the machine
  std::size_t workThreads = 0;  ///< the same
  RequestLimits requestLimits{};
  std::uint64_t bodyBytes = 1024 * 1024;  ///< of one request
  LogOptions log;
  int requestsLogMode = 0;  ///< 0: no line for a request, 1: one, 2: one with the user's name

  /// MongoDB when there is one, else the embedded store in this file.
  std::optional<std::string> connectionString;
  std::string storeFile;
  std::chrono::milliseconds slowQuery{500};  ///< what takes MongoDB as long is logged

  std::vector<api::Mount> mounts;
  api::ServingRules rules;
  std::vector<jwtauth::ConfiguredMechanism> authentication;  ///< one an issuer
  std::optional<jwtauth::ClientCertificateHeader> clientCertificateHeader;
  bool sharesProofs = false;  ///< the proofs that were used are kept in the store
  std::vector<api::Permission> permissions;
  bool hasPermissions = false;  ///< whether the configuration speaks of them at all
  api::OriginRule origins;
  api::BruteForceGuard::Settings guard;
  api::CorsRule cors;

  std::vector<std::string> unserved;  ///< paths of RESTHeart's settings that are ignored
  /// What an operator should know about the configuration, a line each.
  std::vector<std::string> notes;
};

/// Reads the configuration of RESTHeart 7 to 9 as far as it is served. What else its files hold is ignored, in one
/// note. Throws SettingError for mistakes within the blocks that are served, and for whatever would permit more than
/// was meant.
Settings readSettings(const ConfigurationTree& tree);

/// The same for a program that only says which requests may pass: how it works and logs, who vouches for users, the
/// permissions and the guards of strangers. Where it listens and what it stores is not read, and noted.
Settings readGateSettings(const ConfigurationTree& tree);

/// Where this file is named in a configuration: "/https-listener/certificate-file".
std::string placeOf(http::TlsFileError::File file);

/// What is wrong with a file of HTTPS, with the place where it was named.
SettingError tlsMistake(const ConfigurationTree& tree, const http::TlsFileError& error);

/// What the library says of its block, with the place where the setting it names was given.
SettingError authenticationMistake(const ConfigurationTree& tree, const jwtauth::ConfigurationError& error);

}  // namespace rest

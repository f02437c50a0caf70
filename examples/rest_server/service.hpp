#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/access/access.hpp"
#include "api/access/authentication.hpp"
#include "configuration/settings.hpp"
#include "http/server.hpp"
#include "http/tls/identity.hpp"
#include "log.hpp"

namespace rest {

// What a program has around a server: how it begins, what SIGHUP makes it read again, how it ends.

/// Before anything else: limits and memory of a process that serves many connections.
void prepareProcess();

/// Closes the log in whichever way the server ends, so that its last lines are written.
struct OpenedLog {
  explicit OpenedLog(const LogOptions& options) { openLog(options); }
  ~OpenedLog() { closeLog(); }
  OpenedLog(const OpenedLog&) = delete;
  OpenedLog& operator=(const OpenedLog&) = delete;
};

// Each opens what the configuration says, and throws SettingError with the place of a mistake.
api::Authentication openAuthentication(const ConfigurationTree& tree,
                                       std::span<const jwtauth::ConfiguredMechanism> mechanisms);
api::ProxiedCertificate proxiedCertificate(const ConfigurationTree& tree, const Settings& settings);

using TlsIdentities = std::shared_ptr<http::CurrentTlsIdentity>;

/// Logs what an operator should know of the certificate, which was named at `place`. Throws http::TlsFileError.
TlsIdentities openTls(const http::TlsFiles& files, const std::string& place);

// Each reads again what has changed, and says in the log what new connections or requests get. What cannot be read
// leaves all as it was. `nameOf` names a file's place in the configuration.
void reloadTls(const http::TlsFiles& files, http::CurrentTlsIdentity& current,
               const std::function<std::string(http::TlsFileError::File)>& nameOf);
void refreshKeys(std::span<const api::IssuerKeys> issuers);
void reloadPermissions(const std::function<std::vector<api::Permission>()>& read, api::Permissions& current);

/// Serves until a signal ends it, lets `stopOthers` end what is served beside it, and leaves the process in a state in
/// which it ends soon: what still waits, for a database or for keys, has two seconds. Does not return where work cannot
/// be ended.
void runToTheEnd(
    http::Server& server, const std::function<void()>& stopOthers = [] {});

}  // namespace rest

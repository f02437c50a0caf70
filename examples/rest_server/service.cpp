// A server goes in, it runs until a signal ends it. What can change meanwhile is read again.
#include "service.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "configuration/idle_permissions.hpp"

namespace rest {
namespace {

// Each connection is a descriptor; the usual limit of 1024 is below what the server takes.
void raiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// What a large request took is given back when it ends, and does not stay with the thread that worked for it.
void giveMemoryBack() {
#ifdef __GLIBC__
  constexpr int oneMebibyte = 1024 * 1024;
  mallopt(M_ARENA_MAX, 4);
  mallopt(M_MMAP_THRESHOLD, oneMebibyte);
  mallopt(M_TRIM_THRESHOLD, 4 * oneMebibyte);
#endif
}

/// Nothing ends a call of a library from outside. What a store has not acknowledged may be lost, as in a crash.
[[noreturn]] void endWithoutWaiting() {
  logLine("stopped; requests that took too long were given up");
  closeLog();
  std::_Exit(0);
}

void endAtTheLatest() {
  constexpr unsigned seconds = 2;
  std::signal(SIGALRM, [](int) { std::_Exit(0); });
  alarm(seconds);
}

}  // namespace

void prepareProcess() {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of the log that goes away must not take the server with it
  raiseDescriptorLimit();
  giveMemoryBack();
}

api::Authentication openAuthentication(const ConfigurationTree& tree,
                                       std::span<const jwtauth::ConfiguredMechanism> mechanisms) {
  try {
    // No I/O thread waits for a fetch: a request whose key is on its way is held, and asked again.
    return api::openAuthentication(mechanisms, std::chrono::milliseconds(0));
  } catch (const jwtauth::ConfigurationError& error) {
    throw authenticationMistake(tree, error);
  }
}

api::ProxiedCertificate proxiedCertificate(const ConfigurationTree& tree, const Settings& settings) {
  if (!settings.clientCertificateHeader) return {};
  try {
    return api::ProxiedCertificate(*settings.clientCertificateHeader);
  } catch (const std::invalid_argument& error) {
    const std::string place = "/jwtAuthenticationMechanism/clientCertificateHeader";
    throw SettingError(tree.sourceOf(place) + ": " + place + "/trustedProxies: " + error.what());
  }
}

TlsIdentities openTls(const http::TlsFiles& files, const std::string& place) {
  auto identity = std::make_shared<const http::TlsIdentity>(files);
  const std::string warning = identity->warning(utcNow());
  if (!warning.empty()) logLine(place + ": " + warning);
  return std::make_shared<http::CurrentTlsIdentity>(std::move(identity));
}

void reloadTls(const http::TlsFiles& files, http::CurrentTlsIdentity& current,
               const std::function<std::string(http::TlsFileError::File)>& nameOf) {
  try {
    auto identity = std::make_shared<const http::TlsIdentity>(files);
    const std::string warning = identity->warning(utcNow());
    const std::string description = identity->description();
    current.replace(std::move(identity));
    logLine("SIGHUP: new connections get " + description + (warning.empty() ? "" : "; " + warning));
  } catch (const http::TlsFileError& error) {
    logLine("SIGHUP: the certificate stays as it was: " + nameOf(error.file()) + ": " + error.what());
  } catch (const std::exception& error) {
    logLine(std::string("SIGHUP: the certificate stays as it was: ") + error.what());
  }
}

void refreshKeys(std::span<const api::IssuerKeys> issuers) {
  logLine("SIGHUP: the keys are fetched again");
  for (const api::IssuerKeys& keys : issuers) {
    if (keys.provider) keys.provider->refresh();
  }
}

void reloadPermissions(const std::function<std::vector<api::Permission>()>& read, api::Permissions& current) {
  try {
    std::vector<api::Permission> permissions = read();
    logLine("SIGHUP: " + std::to_string(permissions.size()) + " permissions are in force now");
    for (const std::string& sentence : shadowedPermissions(permissions)) logLine(sentence);
    current.replace(api::Authorizer(std::move(permissions)));
  } catch (const std::exception& error) {
    logLine(std::string("SIGHUP: the permissions stay as they were: ") + error.what());
  }
}

void runToTheEnd(http::Server& server, const std::function<void()>& stopOthers) {
  const http::Server::Ending ending = server.run();
  stopOthers();
  if (ending == http::Server::Ending::workIsLeft) endWithoutWaiting();
  logLine("stopped");
  endAtTheLatest();
}

}  // namespace rest

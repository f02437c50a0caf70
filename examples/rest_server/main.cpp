// The command line goes in, a running REST server comes out: configuration, store, authentication and HTTP are put
// together here and nowhere else. Exit codes: 0 stopped by a signal, or what was asked about is good; 1 cannot serve,
// or the request that was to be explained is refused; 2 wrong usage or configuration.
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>

#include "api/access/authentication.hpp"
#include "api/access/key_watch.hpp"
#include "api/access/shared_proofs.hpp"
#include "api/rest_api.hpp"
#include "command_line.hpp"
#include "configuration/effective.hpp"
#include "configuration/idle_permissions.hpp"
#include "configuration/permissions.hpp"
#include "configuration/setting_error.hpp"
#include "configuration/settings.hpp"
#include "http/server.hpp"
#include "log.hpp"
#include "operator/check.hpp"
#include "operator/explain_request.hpp"
#include "src/text/terminal_text.hpp"
#include "store/mongodb/mongodb_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace {

constexpr int cannotServe = 1;
constexpr int notLetIn = 1;
constexpr int wrongUsage = 2;

rest::ConfigurationTree treeOf(const rest::CommandLine& commandLine) {
  rest::ConfigurationTree tree;
  tree.addFile(commandLine.configuration);
  for (const std::string& file : commandLine.overrides) tree.addFile(file);
  if (const char* rho = std::getenv("RHO")) tree.addRho(rho);
  for (const std::string& assignment : commandLine.assignments) tree.addAssignment(assignment);
  return tree;
}

/// Null where each server remembers the proofs that it saw itself.
std::shared_ptr<rest::api::SharedProofs> sharedProofs(const rest::Settings& settings) {
  if (!settings.sharesProofs) return nullptr;
  const auto& first = settings.mounts.front().what;
  return std::make_shared<rest::api::SharedProofs>(first.empty() ? "restheart" : first.front());
}

rest::api::Authentication openAuthentication(const rest::ConfigurationTree& tree, const rest::Settings& settings,
                                             const std::shared_ptr<rest::api::SharedProofs>& proofs) {
  try {
    std::vector<jwtauth::ConfiguredMechanism> mechanisms = settings.authentication;
    for (jwtauth::ConfiguredMechanism& one : mechanisms) one.config.dpopReplayStore = proofs;
    // No I/O thread waits for a fetch: a request whose key is on its way is held, and asked again.
    return rest::api::openAuthentication(mechanisms, std::chrono::milliseconds(0));
  } catch (const jwtauth::ConfigurationError& error) {
    throw rest::authenticationMistake(tree, error);
  }
}

std::unique_ptr<rest::DocumentStore> openStoreFile(const std::string& file) try {
  return rest::openSqliteStore(file);
} catch (const rest::StoreError& error) {
  throw rest::StoreError(error.kind(), "the store in " + file + ": " + error.what());
}

std::unique_ptr<rest::DocumentStore> openStore(const rest::ConfigurationTree& tree, const rest::Settings& settings) {
  if (!settings.connectionString) return openStoreFile(settings.storeFile);
  try {
    return rest::openMongoDbStore(*settings.connectionString,
                                  {.slowQuery = settings.slowQuery, .requestTime = settings.requestLimits.time});
  } catch (const rest::ConnectionStringError& error) {
    const std::string place = "/mclient/connection-string";
    throw rest::SettingError(tree.sourceOf(place) + ": " + place + ": " + error.what());
  }
}

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

using TlsIdentities = std::shared_ptr<rest::http::CurrentTlsIdentity>;

/// Null without HTTPS.
TlsIdentities openTls(const rest::ConfigurationTree& tree, const rest::Settings& settings) {
  if (!settings.https) return nullptr;
  try {
    auto identity = std::make_shared<const rest::http::TlsIdentity>(settings.https->files);
    const std::string warning = identity->warning(rest::utcNow());
    if (!warning.empty()) rest::logLine("/https-listener/certificate-file: " + warning);
    return std::make_shared<rest::http::CurrentTlsIdentity>(std::move(identity));
  } catch (const rest::http::TlsFileError& error) {
    throw rest::tlsMistake(tree, error);
  }
}

void reloadTls(const rest::http::TlsFiles& files, rest::http::CurrentTlsIdentity& current) {
  try {
    auto identity = std::make_shared<const rest::http::TlsIdentity>(files);
    const std::string warning = identity->warning(rest::utcNow());
    const std::string description = identity->description();
    current.replace(std::move(identity));
    rest::logLine("SIGHUP: new connections get " + description + (warning.empty() ? "" : "; " + warning));
  } catch (const rest::http::TlsFileError& error) {
    rest::logLine("SIGHUP: the certificate stays as it was: " + rest::placeOf(error.file()) + ": " + error.what());
  } catch (const std::exception& error) {
    rest::logLine(std::string("SIGHUP: the certificate stays as it was: ") + error.what());
  }
}

/// SIGHUP: what can change while requests are served.
void reload(const rest::CommandLine& commandLine, const std::vector<rest::api::IssuerKeys>& issuers,
            rest::api::Permissions& permissions) {
  rest::logLine("SIGHUP: the keys are fetched again");
  for (const rest::api::IssuerKeys& keys : issuers) {
    if (keys.provider) keys.provider->refresh();
  }
  try {
    std::vector<rest::api::Permission> read = rest::readPermissions(treeOf(commandLine));
    rest::logLine("SIGHUP: " + std::to_string(read.size()) + " permissions are in force now");
    for (const std::string& sentence : rest::shadowedPermissions(read)) rest::logLine(sentence);
    permissions.replace(rest::api::Authorizer(std::move(read)));
  } catch (const std::exception& error) {
    rest::logLine(std::string("SIGHUP: the permissions stay as they were: ") + error.what());
  }
}

rest::http::ServerOptions serverOptions(const rest::Settings& settings, const rest::CommandLine& commandLine) {
  rest::http::ServerOptions options;
  options.http = settings.http;
  options.redirect = settings.redirect;
  options.gzip = settings.gzip;
  options.ioThreads = settings.ioThreads > 0 ? settings.ioThreads : std::max(1u, std::thread::hardware_concurrency());
  if (settings.workThreads > 0) options.workThreads = settings.workThreads;
  options.limits.work = settings.requestLimits;
  options.limits.bodyBytes = settings.bodyBytes;
  const int mode = std::max(settings.requestsLogMode, commandLine.logRequests ? 1 : 0);
  options.requestLog = static_cast<rest::http::RequestLog>(mode);
  return options;
}

std::string placesOf(const rest::Settings& settings, const rest::http::Server& server) {
  using rest::http::Scheme;
  std::string places;
  if (settings.http) places = "http://" + settings.http->host + ":" + std::to_string(server.port(Scheme::http));
  if (!settings.https) return places;
  if (!places.empty()) places += " and ";
  return places + "https://" + settings.https->address.host + ":" + std::to_string(server.port(Scheme::https));
}

/// Closes the log in whichever way the server ends, so that its last lines are written.
struct OpenedLog {
  explicit OpenedLog(const rest::LogOptions& options) { rest::openLog(options); }
  ~OpenedLog() { rest::closeLog(); }
  OpenedLog(const OpenedLog&) = delete;
  OpenedLog& operator=(const OpenedLog&) = delete;
};

/// Nothing ends a call of a library from outside. What a store has not acknowledged may be lost, as in a crash.
[[noreturn]] void endWithoutWaiting() {
  rest::logLine("stopped; requests that took too long were given up");
  rest::closeLog();
  std::_Exit(0);
}

/// What still waits, for a database or for keys, has this long.
void endAtTheLatest() {
  constexpr unsigned seconds = 2;
  std::signal(SIGALRM, [](int) { std::_Exit(0); });
  alarm(seconds);
}

rest::api::ProxiedCertificate proxiedCertificate(const rest::ConfigurationTree& tree, const rest::Settings& settings) {
  if (!settings.clientCertificateHeader) return {};
  try {
    return rest::api::ProxiedCertificate(*settings.clientCertificateHeader);
  } catch (const std::invalid_argument& error) {
    const std::string place = "/jwtAuthenticationMechanism/clientCertificateHeader";
    throw rest::SettingError(tree.sourceOf(place) + ": " + place + "/trustedProxies: " + error.what());
  }
}

void serve(const rest::CommandLine& commandLine) {
  const rest::ConfigurationTree tree = treeOf(commandLine);
  const rest::Settings settings = rest::readSettings(tree);
  const OpenedLog log(settings.log);
  for (const std::string& note : settings.notes) rest::logLine(note);
  const TlsIdentities tls = openTls(tree, settings);
  const std::shared_ptr<rest::api::SharedProofs> proofs = sharedProofs(settings);
  rest::api::Authentication authentication = openAuthentication(tree, settings, proofs);
  rest::api::KeyWatch keyWatch(authentication.issuers, [](const std::string& line) { rest::logLine(line); });
  const auto permissions = std::make_shared<rest::api::Permissions>(rest::api::Authorizer(settings.permissions));
  rest::api::AccessControl access(std::move(authentication.router), permissions, settings.origins, settings.guard,
                                  authentication.issuers, proxiedCertificate(tree, settings), settings.sharesProofs);
  const std::unique_ptr<rest::DocumentStore> store = openStore(tree, settings);
  if (proofs) proofs->keepIn(*store);
  rest::api::Operations operations(*store, authentication.issuers, access.refusals());
  rest::api::RestApi api(settings.mounts, settings.rules, std::move(access), operations, *store, settings.cors);

  rest::http::ServerOptions options = serverOptions(settings, commandLine);
  if (tls) options.https = rest::http::HttpsOptions{settings.https->address, tls, settings.https->hstsMaxAge};
  options.onHangup = [&, issuers = authentication.issuers] {
    reload(commandLine, issuers, *permissions);
    keyWatch.tellAgain();
    if (tls) reloadTls(settings.https->files, *tls);
  };
  rest::http::Server server(options, api);
  operations.watch([&server] { return server.report(); });
  rest::logLine("listening on " + placesOf(settings, server));
  if (server.run() == rest::http::Server::Ending::workIsLeft) endWithoutWaiting();
  rest::logLine("stopped");
  endAtTheLatest();
}

/// "-" is the standard input, so that a token need not stand in the list of processes.
std::optional<std::string> readToken(const std::optional<std::string>& given) {
  if (given != "-") return given;
  std::string token;
  std::cin >> token;
  return token;
}

int explain(const rest::CommandLine& commandLine) {
  const rest::ConfigurationTree tree = treeOf(commandLine);
  const rest::Settings settings = rest::readSettings(tree);
  try {
    const bool isLetIn = rest::operators::explainRequest(settings, commandLine.requestToExplain,
                                                         readToken(commandLine.token), std::cout);
    return isLetIn ? 0 : notLetIn;
  } catch (const jwtauth::ConfigurationError& error) {
    throw rest::authenticationMistake(tree, error);
  }
}

int run(rest::CommandLine commandLine) {
  if (!commandLine.configurationToCheck.empty()) {
    commandLine.configuration = commandLine.configurationToCheck;
    return rest::operators::checkConfiguration(treeOf(commandLine), std::cout) ? 0 : wrongUsage;
  }
  if (!commandLine.requestToExplain.empty()) return explain(commandLine);
  if (commandLine.printConfiguration) {
    const rest::ConfigurationTree tree = treeOf(commandLine);
    const rest::Settings settings = rest::readSettings(tree);
    openAuthentication(tree, settings, nullptr);  // refuses a private key where a public one, which is shown, is expected
    std::cout << rest::effectiveConfiguration(tree);
    return 0;
  }
  serve(commandLine);
  return 0;
}

int report(int exitCode, const std::string& line) {
  std::cerr << "jwtauth-rest-server: " << jwtauth::displayed(line) << '\n';
  return exitCode;
}

}  // namespace

int main(int argc, char** argv) {
  rest::CommandLine commandLine;
  try {
    commandLine = rest::readCommandLine(argc, argv);
  } catch (const rest::CommandLineEnd& end) {
    return end.isGood ? 0 : wrongUsage;
  }

  std::signal(SIGPIPE, SIG_IGN);  // a reader of the log that goes away must not take the server with it
  raiseDescriptorLimit();
  giveMemoryBack();
  try {
    return run(std::move(commandLine));
  } catch (const rest::SettingError& error) {
    return report(wrongUsage, error.what());
  } catch (const std::exception& error) {
    return report(cannotServe, error.what());
  }
}

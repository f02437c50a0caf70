// The command line goes in, a running REST server comes out: configuration, store, authentication and HTTP are put
// together here and nowhere else. Exit codes: 0 stopped by a signal, or what was asked about is good; 1 cannot serve,
// or the request that was to be explained is refused; 2 wrong usage or configuration.
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>

#include "api/access/key_watch.hpp"
#include "api/access/shared_proofs.hpp"
#include "api/rest_api.hpp"
#include "command_line.hpp"
#include "configuration/effective.hpp"
#include "configuration/permissions.hpp"
#include "configuration/setting_error.hpp"
#include "http/server.hpp"
#include "log.hpp"
#include "operator/check.hpp"
#include "operator/explain_request.hpp"
#include "service.hpp"
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

std::vector<jwtauth::ConfiguredMechanism> mechanismsWith(const std::shared_ptr<rest::api::SharedProofs>& proofs,
                                                         const rest::Settings& settings) {
  std::vector<jwtauth::ConfiguredMechanism> mechanisms = settings.authentication;
  for (jwtauth::ConfiguredMechanism& one : mechanisms) one.config.dpopReplayStore = proofs;
  return mechanisms;
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

/// Null without HTTPS.
rest::TlsIdentities openTls(const rest::ConfigurationTree& tree, const rest::Settings& settings) {
  if (!settings.https) return nullptr;
  try {
    return rest::openTls(settings.https->files, "/https-listener/certificate-file");
  } catch (const rest::http::TlsFileError& error) {
    throw rest::tlsMistake(tree, error);
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

void serve(const rest::CommandLine& commandLine) {
  const rest::ConfigurationTree tree = treeOf(commandLine);
  const rest::Settings settings = rest::readSettings(tree);
  const rest::OpenedLog log(settings.log);
  for (const std::string& note : settings.notes) rest::logLine(note);
  const rest::TlsIdentities tls = openTls(tree, settings);
  const std::shared_ptr<rest::api::SharedProofs> proofs = sharedProofs(settings);
  rest::api::Authentication authentication = rest::openAuthentication(tree, mechanismsWith(proofs, settings));
  rest::api::KeyWatch keyWatch(authentication.issuers, [](const std::string& line) { rest::logLine(line); });
  const auto permissions = std::make_shared<rest::api::Permissions>(rest::api::Authorizer(settings.permissions));
  rest::api::AccessControl access(std::move(authentication.router), permissions, settings.origins, settings.guard,
                                  authentication.issuers, rest::proxiedCertificate(tree, settings),
                                  settings.sharesProofs);
  const std::unique_ptr<rest::DocumentStore> store = openStore(tree, settings);
  if (proofs) proofs->keepIn(*store);
  rest::api::Operations operations(*store, authentication.issuers, access.refusals());
  rest::api::RestApi api(settings.mounts, settings.rules, std::move(access), operations, *store, settings.cors);

  rest::http::ServerOptions options = serverOptions(settings, commandLine);
  if (tls) options.https = rest::http::HttpsOptions{settings.https->address, tls, settings.https->hstsMaxAge};
  options.onHangup = [&, issuers = authentication.issuers] {
    rest::refreshKeys(issuers);
    rest::reloadPermissions([&] { return rest::readPermissions(treeOf(commandLine)); }, *permissions);
    keyWatch.tellAgain();
    if (tls) rest::reloadTls(settings.https->files, *tls, rest::placeOf);
  };
  rest::http::Server server(options, api);
  operations.watch([&server] { return server.report(); });
  rest::logLine("listening on " + placesOf(settings, server));
  rest::runToTheEnd(server);
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
    // Refuses a private key where a public one, which is shown, is expected.
    rest::openAuthentication(tree, settings.authentication);
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

  rest::prepareProcess();
  try {
    return run(std::move(commandLine));
  } catch (const rest::SettingError& error) {
    return report(wrongUsage, error.what());
  } catch (const std::exception& error) {
    return report(cannotServe, error.what());
  }
}

// The command line goes in, a running REST server comes out: configuration, store, authentication and HTTP are put
// together here and nowhere else. Exit codes: 0 stopped by a signal, 1 cannot serve, 2 wrong usage or configuration.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <thread>

#include "api/rest_api.hpp"
#include "configuration/setting_error.hpp"
#include "configuration/settings.hpp"
#include "http/server.hpp"
#include "jwtauth/key_source.hpp"
#include "log.hpp"
#include "store/mongodb/mongodb_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace {

constexpr int cannotServe = 1;
constexpr int wrongUsage = 2;

struct CommandLine {
  std::string configuration;
  std::vector<std::string> overrides;
  std::vector<std::string> assignments;
  bool logRequests = false;
};

rest::ConfigurationTree treeOf(const CommandLine& commandLine) {
  rest::ConfigurationTree tree;
  tree.addFile(commandLine.configuration);
  for (const std::string& file : commandLine.overrides) tree.addFile(file);
  for (const std::string& assignment : commandLine.assignments) tree.addAssignment(assignment);
  return tree;
}

/// The mechanism for one issuer, and its source of keys when they are fetched. No I/O thread waits for a fetch: a
/// request whose key is on its way is answered 503.
std::pair<jwtauth::JwtAuthenticationMechanism, rest::api::IssuerKeys> openIssuer(
    const jwtauth::ConfiguredMechanism& configured) {
  jwtauth::RemoteJwksOptions options;
  options.waitForKeys = std::chrono::milliseconds(0);
  auto provider = jwtauth::openKeySource(configured, options);
  rest::api::IssuerKeys keys{configured.config.issuer, provider};
  if (!provider) return {jwtauth::JwtAuthenticationMechanism(configured.config), std::move(keys)};
  return {jwtauth::JwtAuthenticationMechanism(configured.config, std::move(provider)), std::move(keys)};
}

struct Authentication {
  jwtauth::IssuerRouter router;
  std::vector<rest::api::IssuerKeys> issuers;
};

Authentication openAuthentication(const rest::ConfigurationTree& tree, const rest::Settings& settings) {
  try {
    std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
    std::vector<rest::api::IssuerKeys> issuers;
    for (const jwtauth::ConfiguredMechanism& configured : settings.authentication) {
      auto [mechanism, keys] = openIssuer(configured);
      mechanisms.push_back(std::move(mechanism));
      issuers.push_back(std::move(keys));
    }
    return {jwtauth::IssuerRouter(std::move(mechanisms)), std::move(issuers)};
  } catch (const jwtauth::ConfigurationError& error) {
    throw rest::authenticationMistake(tree, error);
  }
}

std::unique_ptr<rest::DocumentStore> openStore(const rest::ConfigurationTree& tree, const rest::Settings& settings) {
  if (!settings.connectionString) return rest::openSqliteStore(settings.storeFile);
  try {
    return rest::openMongoStore(*settings.connectionString);
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

void serve(const CommandLine& commandLine) {
  const rest::ConfigurationTree tree = treeOf(commandLine);
  const rest::Settings settings = rest::readSettings(tree);
  for (const std::string& note : settings.notes) rest::logLine(note);
  Authentication authentication = openAuthentication(tree, settings);
  rest::api::AccessControl access(std::move(authentication.router), rest::api::Authorizer(settings.permissions));
  const std::unique_ptr<rest::DocumentStore> store = openStore(tree, settings);
  rest::api::RestApi api(settings.mounts, std::move(access), authentication.issuers, *store);

  rest::http::ServerOptions options;
  options.host = settings.host;
  options.port = settings.port;
  options.ioThreads = std::max(1u, std::thread::hardware_concurrency());
  options.logRequests = commandLine.logRequests;
  options.onHangup = [issuers = authentication.issuers] {
    rest::logLine("SIGHUP: the keys are fetched again");
    for (const rest::api::IssuerKeys& keys : issuers) {
      if (keys.provider) keys.provider->refresh();
    }
  };
  rest::http::Server server(options, api);
  rest::logLine("listening on http://" + settings.host + ":" + std::to_string(server.port()));
  server.run();
  rest::logLine("stopped");
}

int report(int exitCode, const std::string& line) {
  std::cerr << "jwtauth-rest-server: " << line << '\n';
  return exitCode;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine commandLine;
  CLI::App app(
      "A REST API over documents, for users with a good JWT. It reads RESTHeart 7's configuration.\n"
      "Example: jwtauth-rest-server --config restheart.yml --set /http-listener/port=9090");
  app.set_version_flag("--version", "jwtauth-rest-server " JWTAUTH_VERSION);
  app.add_option("--config", commandLine.configuration, "The configuration, in YAML")->required()->type_name("FILE");
  app.add_option("-o,--override", commandLine.overrides, "Settings laid over it, in YAML; may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  app.add_option("--set", commandLine.assignments, "One setting laid over these; may be repeated")
      ->type_name("/KEY/PATH=VALUE")
      ->expected(1)
      ->take_all();
  app.add_flag("--log-requests", commandLine.logRequests, "One line on stderr for each request");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrongUsage;
  }

  std::signal(SIGPIPE, SIG_IGN);  // a reader of the log that goes away must not take the server with it
  raiseDescriptorLimit();
  try {
    serve(commandLine);
    return 0;
  } catch (const rest::SettingError& error) {
    return report(wrongUsage, error.what());
  } catch (const std::exception& error) {
    return report(cannotServe, error.what());
  }
}

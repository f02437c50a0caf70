// Options go in, a gate runs until it is told to stop: configuration, authentication and HTTP are put together here.
#include "serve.hpp"

#include <charconv>
#include <span>
#include <stdexcept>
#include <thread>

#include "api/access/key_watch.hpp"
#include "configuration/permissions.hpp"
#ifdef JWTAUTH_HAS_GRPC
#include "grpc/grpc_door.hpp"
#endif
#include "kept_permissions.hpp"
#include "operations_page.hpp"
#include "service.hpp"

namespace jwtauth::forwardAuth {
namespace {

using rest::http::Address;
using rest::http::Scheme;
using rest::http::Server;

rest::ConfigurationTree treeOf(const ServeOptions& options) {
  rest::ConfigurationTree tree;
  tree.addFile(options.configuration);
  return tree;
}

std::vector<rest::api::Permission> readKeptPermissions(const rest::ConfigurationTree& tree) {
  std::vector<rest::api::Permission> permissions = rest::readPermissions(tree);
  refuseUnkept(permissions);
  return permissions;
}

void requireScopes(std::span<const std::string> scopes, std::vector<jwtauth::ConfiguredMechanism>& mechanisms) {
  for (jwtauth::ConfiguredMechanism& one : mechanisms) {
    one.config.requiredScopes.insert(one.config.requiredScopes.end(), scopes.begin(), scopes.end());
  }
}

rest::http::ServerOptions serverOptions(const ServeOptions& options, const rest::Settings& settings,
                                        const rest::TlsIdentities& tls) {
  rest::http::ServerOptions server;
  server.http.reset();
  if (tls) {
    server.https = rest::http::HttpsOptions{options.listen, tls, std::nullopt};
  } else {
    server.http = options.listen;
  }
  server.gzip = false;
  server.ioThreads = settings.ioThreads > 0 ? settings.ioThreads : std::max(1u, std::thread::hardware_concurrency());
  server.workThreads = 1;
  server.limits.headBytes = 64 * 1024;
  const int mode = std::max(settings.requestsLogMode, options.logRequests ? 1 : 0);
  server.requestLog = static_cast<rest::http::RequestLog>(mode);
  return server;
}

std::string placeOf(const Address& address, const Server& server, Scheme scheme) {
  if (!address.socketFile.empty()) return "unix:" + address.socketFile;
  const std::string host = address.host.find(':') == std::string::npos ? address.host : '[' + address.host + ']';
  return (scheme == Scheme::https ? "https://" : "http://") + host + ':' + std::to_string(server.port(scheme));
}

std::string nameOfFile(rest::http::TlsFileError::File file) {
  return file == rest::http::TlsFileError::File::privateKey ? "--private-key-file" : "--certificate-file";
}

/// A second server beside the first, which ends with it.
class Beside {
 public:
  Beside(const Address& address, rest::http::Handler& handler) : server_(optionsFor(address), handler) {}
  ~Beside() {
    if (thread_.joinable()) thread_.join();
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  const Server& server() const noexcept { return server_; }
  void run() {
    thread_ = std::thread([this] { server_.run(); });
  }

 private:
  static rest::http::ServerOptions optionsFor(const Address& address) {
    rest::http::ServerOptions options;
    options.http = address;
    options.workThreads = 1;
    return options;
  }

  Server server_;
  std::thread thread_;
};

/// The gate over gRPC, where it is built and asked for.
class OverGrpc {
 public:
#ifdef JWTAUTH_HAS_GRPC
  OverGrpc(const ServeOptions& options, Gate gate, rest::http::RequestLog log) : gate_(std::move(gate)) {
    if (options.grpc) door_.emplace(GrpcDoor::Options{*options.grpc, options.tls, options.claims, log}, gate_);
  }

  std::string place() const {
    return door_ ? ", over gRPC on " + door_->place() : "";
  }

  rest::http::ServerReport addTo(rest::http::ServerReport report) const {
    if (door_) report.traffic.add(door_->traffic());
    return report;
  }

  void stop() {
    if (door_) door_->stop();
  }

 private:
  Gate gate_;
  std::optional<GrpcDoor> door_;
#else
  OverGrpc(const ServeOptions&, const Gate&, rest::http::RequestLog) {}
  std::string place() const {
    return {};
  }
  rest::http::ServerReport addTo(rest::http::ServerReport report) const {
    return report;
  }
  void stop() {}
#endif
};

}  // namespace

Address parseAddress(std::string_view text) {
  constexpr std::string_view unixScheme = "unix:";
  const std::invalid_argument refusal("got '" + std::string(text) +
                                      "', expected 127.0.0.1:9180, [::1]:9180 or unix:/run/jwtauth.sock");
  if (text.starts_with(unixScheme)) {
    if (text == unixScheme) throw refusal;
    return {"", 0, std::string(text.substr(unixScheme.size()))};
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) throw refusal;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  Address address{"", 0, ""};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) throw refusal;
  const bool isBracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (isBracketed) host = host.substr(1, host.size() - 2);
  if (!isBracketed && host.find(':') != std::string_view::npos) throw refusal;
  address.host = host;
  return address;
}

void serve(const ServeOptions& options) {
  const rest::ConfigurationTree tree = treeOf(options);
  rest::Settings settings = rest::readGateSettings(tree);
  refuseUnkept(settings.permissions);
  const rest::OpenedLog log(settings.log);
  for (const std::string& note : settings.notes) rest::logLine(note);
  const rest::TlsIdentities tls =
      options.tls.certificate.empty() ? nullptr : rest::openTls(options.tls, "--certificate-file");
  requireScopes(options.requiredScopes, settings.authentication);
  rest::api::Authentication authentication = rest::openAuthentication(tree, settings.authentication);
  rest::api::KeyWatch keyWatch(authentication.issuers, [](const std::string& line) { rest::logLine(line); });
  const auto permissions =
      std::make_shared<rest::api::Permissions>(rest::api::Authorizer(std::move(settings.permissions)));
  const auto access = std::make_shared<const rest::api::AccessControl>(
      std::move(authentication.router), permissions, settings.origins, settings.guard, authentication.issuers,
      rest::proxiedCertificate(tree, settings));
  const rest::api::TrustedPeers proxies(options.trustedProxies);
  const GateRules rules{options.claims, settings.hasPermissions};
  Gate gate(access, OriginalRequests(options.originalRequestFrom, options.pathPrefix, proxies), rules);

  rest::http::ServerOptions serverSettings = serverOptions(options, settings, tls);
  serverSettings.onHangup = [&] {
    rest::refreshKeys(authentication.issuers);
    if (settings.hasPermissions) {
      rest::reloadPermissions([&] { return readKeptPermissions(treeOf(options)); }, *permissions);
    }
    keyWatch.tellAgain();
    if (tls) rest::reloadTls(options.tls, *tls, nameOfFile);
  };
  Server server(serverSettings, gate);
  OverGrpc overGrpc(options, Gate(access, OriginalRequests(OriginalRequestFrom::attributes, "", proxies), rules),
                    serverSettings.requestLog);
  OperationsPage page(authentication.issuers, gate.refusals(), [&] { return overGrpc.addTo(server.report()); });
  std::optional<Beside> beside;
  if (options.operations) beside.emplace(*options.operations, page);
  rest::logLine("listening on " + placeOf(options.listen, server, tls ? Scheme::https : Scheme::http) +
                overGrpc.place() +
                (beside ? "; /health and /metrics on " + placeOf(*options.operations, beside->server(), Scheme::http)
                        : std::string()));
  if (beside) beside->run();
  rest::runToTheEnd(server, [&] { overGrpc.stop(); });
}

}  // namespace jwtauth::forwardAuth

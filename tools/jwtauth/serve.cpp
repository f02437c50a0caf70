// Options go in; the questions of proxies are answered until a signal comes. Refused: options and configurations that
// cannot work, addresses that are taken.
#include "serve.hpp"

#include <iostream>
#include <memory>
#include <stdexcept>

#include "configuration/setting_error.hpp"
#include "service.hpp"
#include "src/text/terminal_text.hpp"
#include "tools/jwtauth/command.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr auto serveDescription = "Answer a proxy's questions whether a request may pass.";

constexpr auto serveClosing =
    R"(For nginx auth_request, Caddy forward_auth, Traefik ForwardAuth, HAProxy and Envoy ext_authz. Every
request is a question, whatever its path: 200 lets in, and X-Auth-User, X-Auth-Roles and
X-Auth-Scopes say who it is; anything else is the answer for the client. docs/proxies has a
configuration for each proxy, with the lines that it must not lack.

What the client asked for counts for permissions and DPoP. x-forwarded reads X-Forwarded-Method and
X-Forwarded-Uri, and -Host and -Proto if they are there; x-original X-Original-Method and
X-Original-URL; request-line the question's own method, path behind --path-prefix, and Host.

FILE is a configuration of the library or of the server; with fileAclAuthorizer in it, its
permissions are asked, too. SIGHUP has keys, permissions and certificate read again.

Exit status:
  0  stopped by SIGTERM or SIGINT
  1  an address cannot be listened on
  2  arguments, files or the configuration cannot be used

Example:
  jwtauth serve --config jwtauth.yml --listen 127.0.0.1:9180 --require-scope read:orders)";

struct Given {
  forwardAuth::ServeOptions options;
  std::string listen = "127.0.0.1:9180";
  std::string grpc;
  std::string operations;
  std::vector<std::string> claims;
};

ExitStatus run(Given given) {
  try {
    given.options.listen = forwardAuth::parseAddress(given.listen);
    if (!given.grpc.empty()) given.options.grpc = forwardAuth::parseAddress(given.grpc);
    if (!given.operations.empty()) given.options.operations = forwardAuth::parseAddress(given.operations);
    for (const std::string& text : given.claims) {
      given.options.claims.push_back(forwardAuth::ClaimField::parse(text));
    }
    if (given.options.tls.certificate.empty() != given.options.tls.privateKey.empty()) {
      throw UsageError("expected --certificate-file and --private-key-file together");
    }
    rest::prepareProcess();
    forwardAuth::serve(given.options);
    return succeeded;
  } catch (const rest::http::ListenError& error) {
    std::cerr << "jwtauth: " << displayed(error.what()) << '\n';
    return refused;
  } catch (const rest::SettingError& error) {
    throw UsageError(error.what());
  } catch (const rest::http::TlsFileError& error) {
    throw UsageError(error.what());
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

void addServe(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("serve", serveDescription)->footer(serveClosing);
  const auto given = std::make_shared<Given>();
  forwardAuth::ServeOptions& options = given->options;
  command->add_option("--config", options.configuration, "Configuration of the library or the server.")
      ->type_name("FILE")
      ->required();
  command->add_option("--listen", given->listen, "Where proxies ask: ADDRESS:PORT or unix:PATH.")
      ->type_name("PLACE")
      ->capture_default_str();
#ifdef JWTAUTH_HAS_GRPC
  command->add_option("--grpc-listen", given->grpc, "Where Envoy asks over gRPC (ext_authz); without it, nowhere.")
      ->type_name("PLACE");
#endif
  command->add_option("--operations", given->operations, "Where /health and /metrics are; without it, nowhere.")
      ->type_name("PLACE");
  command->add_option("--require-scope", options.requiredScopes, "A scope that every token must have; repeatable.")
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  command->add_option("--header", given->claims, "A field of the answer with a claim's value; repeatable.")
      ->type_name("NAME=CLAIM")
      ->allow_extra_args(false);
  command
      ->add_option("--trusted-proxy", options.trustedProxies,
                   "Who may say what a client asked for: an address or network; repeatable. Default: loopback.")
      ->type_name("PROXY")
      ->allow_extra_args(false);
  const std::map<std::string, forwardAuth::OriginalRequestFrom> forms{
      {"x-forwarded", forwardAuth::OriginalRequestFrom::xForwarded},
      {"x-original", forwardAuth::OriginalRequestFrom::xOriginal},
      {"request-line", forwardAuth::OriginalRequestFrom::requestLine}};
  command
      ->add_option("--original-request", options.originalRequestFrom,
                   "How it is said: x-forwarded (the default), x-original or request-line.")
      ->type_name("FORM")
      ->transform(CLI::CheckedTransformer(forms).description(""));
  command->add_option("--path-prefix", options.pathPrefix, "With request-line: what the proxy puts before the path.")
      ->type_name("PATH");
  command->add_option("--certificate-file", options.tls.certificate, "Certificate chain in PEM: HTTPS, not HTTP.")
      ->type_name("FILE");
  command->add_option("--private-key-file", options.tls.privateKey, "Its private key in PEM.")->type_name("FILE");
  command->add_flag("--log-requests", options.logRequests, "One line for each question, as JSON.");
  command->callback([given, &chosen] { chosen = [given] { return run(*given); }; });
}

}  // namespace jwtauth::commandLine

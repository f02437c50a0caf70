// A server's configuration and a token go in; what the server would answer comes out, check by check, and as the exit
// status. Refused: a configuration the server would refuse too.
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/remote_key_source.hpp"
#include "jwtauth/remote_revocation.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"
#include "tools/jwtauth/authorization_text.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/configuration_file.hpp"
#include "tools/jwtauth/files.hpp"
#include "tools/jwtauth/moment.hpp"
#include "tools/jwtauth/terminal.hpp"
#include "tools/jwtauth/token_input.hpp"
#include "tools/jwtauth/written_request.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr auto explainDescription = "Say why a token is accepted or refused.";

constexpr auto explainClosing =
    R"(Puts the token through the checks of the server whose configuration is given. Shows each check,
what it got and expected, and what is probably wrong.
FILE is a RESTHeart configuration in YAML or JSON: a whole file, its block
jwtAuthenticationMechanism (with or without jwtConfigProvider), or an overrides file with
keys such as /jwtAuthenticationMechanism/issuer.
If it names keys elsewhere (jwksUri, issuerDiscovery, jwksFile), they are fetched from there.
If it has tokenFrom, the token is taken as if it had come in one of those places.
With --request a whole HTTP request is looked at, as a log or `curl -v` shows it: where its token
is, and whether a bound token comes with its proof (DPoP). The proof is not used up.
The output shows claims of the token and settings of the server, never keys or signatures.
It is coloured on a terminal, unless NO_COLOR is set.

Exit status:
  0  accepted
  1  refused
  2  arguments or the configuration cannot be used

Example:
  jwtauth explain --config restheart.yml eyJhbGciOiJSUzI1NiIsInR5...
  jwtauth explain --config restheart.yml --json < token.txt
  jwtauth explain --config restheart.yml --at '2026-11-24 03:10:00Z' - < token.txt
  curl -sv https://api.example/notes -H @fields.txt 2>&1 |
    jwtauth explain --config restheart.yml --request -)";

struct ExplainOptions {
  std::string config;
  std::string token;
  std::string request, origin;
  std::string at;
  bool json = false;
};

std::optional<std::chrono::sys_seconds> momentOf(const ExplainOptions& options) {
  if (options.at.empty()) return std::nullopt;
  return parseMoment("--at", options.at, std::chrono::floor<std::chrono::seconds>(wallNow()));
}

/// Fetched keys are waited for, so that the answer is a running server's.
JwtAuthenticationMechanism mechanismOf(const ConfiguredMechanism& configured, const Clock& clock) {
  const auto keys = openKeySource(configured);
  JwtAuthenticationConfig config = openRevocation(configured, keys, {.clock = clock});
  if (!keys) return JwtAuthenticationMechanism(std::move(config), clock);
  if (!keys->prefetch()) {
    std::cerr << "jwtauth: the keys cannot be fetched: " << displayed(keys->status().lastFailureReason) << '\n';
  }
  return JwtAuthenticationMechanism(std::move(config), keys, clock);
}

struct ExplainedServer {
  IssuerRouter router;
  bool looksAtAuthorization;  ///< alone, and not at other places of a request
};

ExplainedServer serverOf(const ExplainOptions& options, std::optional<std::chrono::sys_seconds> moment) {
  Clock clock;
  if (moment) clock.wall = [moment] { return *moment; };
  try {
    std::vector<JwtAuthenticationMechanism> mechanisms;
    bool looksAtAuthorization = true;
    for (const ConfiguredMechanism& configured : readConfigurationFile(options.config)) {
      mechanisms.push_back(mechanismOf(configured, clock));
      looksAtAuthorization = looksAtAuthorization && configured.config.tokenFrom.empty();
    }
    return {IssuerRouter(std::move(mechanisms)), looksAtAuthorization};
  } catch (const ConfigurationError& error) {
    throw UsageError(options.config + ": " + error.what());
  }
}

Colour colourOf(std::string_view outcome) noexcept {
  if (outcome == "passed") return Colour::green;
  if (outcome == "REFUSED") return Colour::red;
  return outcome == "remark" ? Colour::yellow : Colour::none;
}

/// The outcome stands in the second column of a step's line, after the stage.
std::string paintedStep(const Painter& painter, std::string_view line) {
  const std::size_t stage = line.find_first_not_of(' ');
  if (stage != 2) return std::string(line);
  const std::size_t gap = line.find(' ', stage);
  const std::size_t outcome = line.find_first_not_of(' ', gap);
  if (gap == std::string_view::npos || outcome == std::string_view::npos) return std::string(line);
  const std::string_view word = line.substr(outcome, line.find(' ', outcome) - outcome);
  return std::string(line.substr(0, outcome)) + painter(colourOf(word), word) +
         std::string(line.substr(outcome + word.size()));
}

std::string painted(const Painter& painter, const Explanation& explanation) {
  bool first = true;
  return lineByLine(explanation.text(), [&](std::string_view line) {
    const Colour verdict = explanation.accepted ? Colour::green : Colour::red;
    return std::exchange(first, false) ? painter(verdict, line) : paintedStep(painter, line);
  });
}

Explanation explanationOfToken(const ExplainOptions& options, const ExplainedServer& server) {
  const std::string authorization = readAuthorization(options.token);
  return server.looksAtAuthorization ? server.router.explain(authorization)
                                     : server.router.explainToken(tokenOf(authorization));
}

Explanation explanationOfRequest(const ExplainOptions& options, const ExplainedServer& server) {
  constexpr std::size_t longestRequest = 2 * 1024 * 1024;
  std::string text =
      options.request == "-" ? readStandardInput(longestRequest) : readFile(options.request, longestRequest);
  const WrittenRequest written(std::move(text), options.origin);
  return server.router.explain(written.request());
}

ExitStatus explain(const ExplainOptions& options) {
  const auto moment = momentOf(options);
  const ExplainedServer server = serverOf(options, moment);
  const Explanation explanation =
      options.request.empty() ? explanationOfToken(options, server) : explanationOfRequest(options, server);
  if (options.json) {
    std::cout << explanation.json() << '\n';
  } else {
    const Painter painter;
    if (moment) std::cout << "At " << dateOf(static_cast<double>(moment->time_since_epoch().count())) << ":\n";
    std::cout << (painter.paints() ? painted(painter, explanation) : explanation.text());
  }
  return explanation.accepted ? succeeded : refused;
}

}  // namespace

void addExplain(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("explain", explainDescription)->footer(explainClosing);
  const auto options = std::make_shared<ExplainOptions>();
  command->add_option("--config", options->config, "Configuration of the server.")->type_name("FILE")->required();
  command
      ->add_option("--at", options->at,
                   "Check as if it were this time: -3h, +30m,\n'2026-11-24 13:43:24Z' or @1795527804.")
      ->type_name("MOMENT");
  CLI::Option* const request =
      command->add_option("--request", options->request, "A whole HTTP request; - reads it from the\nstandard input.")
          ->type_name("FILE");
  command
      ->add_option("--origin", options->origin,
                   "Scheme and authority of --request, where its target is a\npath: https://api.example. Default: its "
                   "field Host.")
      ->type_name("URL")
      ->needs(request);
  command->add_flag("--json", options->json, "One JSON object instead of text, for programs.");
  command->add_option("TOKEN", options->token, tokenOptionText)->type_name("")->excludes(request);
  command->callback([options, &chosen] { chosen = [options] { return explain(*options); }; });
}

}  // namespace jwtauth::commandLine

// Arguments go in, what they ask for comes out. Refused, with a line on stderr: unknown options, contradictions.
#include "command_line.hpp"

#include <CLI/CLI.hpp>

namespace rest {

CommandLine readCommandLine(int argc, char** argv) {
  CommandLine commandLine;
  CLI::App app(
      "A REST API over documents, for users with a valid JWT. It reads RESTHeart 7's configuration.\n"
      "Example: jwtauth-rest-server --config restheart.yml --set /http-listener/port=9090");
  app.set_version_flag("--version", "jwtauth-rest-server " JWTAUTH_VERSION);
  CLI::Option* config =
      app.add_option("--config,CONFIG", commandLine.configuration, "The configuration, in YAML")->type_name("FILE");
  CLI::Option* check = app.add_option("--check", commandLine.configurationToCheck,
                                      "Print the mistakes of a configuration, or who may do what, and exit")
                           ->type_name("FILE")
                           ->excludes(config);
  app.add_option("-o,--override", commandLine.overrides, "Settings that replace those of the configuration, in YAML; may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->take_all();
  app.add_option("--set", commandLine.assignments, "One setting that replaces the files' one; may be repeated")
      ->type_name("/KEY/PATH=VALUE")
      ->expected(1)
      ->take_all();
  app.add_flag(
      "-c,--print-config", commandLine.printConfiguration,
      "Print the effective configuration, with the source of each value and without secrets, and exit");
  app.add_flag("--log-requests", commandLine.logRequests, "One line in the log for each request, as JSON");
  CLI::Option* explained = app.add_option("--explain-request", commandLine.requestToExplain,
                                          "Explain what would happen to a request, such as 'GET /coll?page=2' or "
                                          "'POST /coll {\"a\":1}', and exit: 0 let in, 1 refused")
                               ->type_name("REQUEST")
                               ->excludes(check);
  app.add_option("--token", commandLine.token, "The token of that request; - reads it from the standard input")
      ->type_name("TOKEN")
      ->needs(explained);
  try {
    app.parse(argc, argv);
    if (!*config && !*check) throw CLI::RequiredError("--config");
  } catch (const CLI::ParseError& error) {
    throw CommandLineEnd{app.exit(error) == 0};
  }
  return commandLine;
}

}  // namespace rest

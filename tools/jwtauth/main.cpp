// Arguments go in; the chosen subcommand runs, and what it found is the exit status. Refused, with one sentence and the
// status 2: arguments, files and configurations that cannot be used.
#include <exception>
#include <iostream>
#include <memory>

#include "jwtauth/config.hpp"
#include "src/text/terminal_text.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/help_page.hpp"
#include "tools/jwtauth/terminal.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr auto programDescription = "Make, show and explain JSON Web Tokens.";

constexpr auto programClosing =
    R"(For everyone who has to understand a 401: explain says which check refused a token, against the
server's own configuration. The other commands make keys and tokens to try things out.
Each command has its own --help.

Exit status:
  0  done; the token is accepted
  1  the token is refused, or is not a token
  2  arguments, files or the configuration cannot be used

Example:
  jwtauth keygen --out keys --issuer https://issuer.example/
  jwtauth mint --key keys/private.pem --issuer https://issuer.example/ --audience api \
    | jwtauth explain --config restheart.yml)";

/// CLI11 would quote arguments that it has no place for, and a token may be among them.
std::string withoutArguments(const CLI::ParseError& error) {
  if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError)) return error.what();
  return "an argument has no meaning here, or an option is misspelt";
}

ExitStatus complain(const std::string& sentence) {
  std::cerr << "jwtauth: " << displayed(sentence) << '\n';
  return misused;
}

ExitStatus run(int count, char** arguments) {
  CLI::App application(programDescription, "jwtauth");
  const auto page = std::make_shared<HelpPage>();
  page->column_width(28);
  application.formatter(page);
  application.set_help_flag("-h,--help", "Show this help.");
  application.set_version_flag("--version", "jwtauth " JWTAUTH_VERSION, "Show the version.");
  application.footer(programClosing);
  application.require_subcommand(1);

  Action chosen;
  addKeygen(application, chosen);
  addMint(application, chosen);
  addExplain(application, chosen);
  addKeys(application, chosen);
  addInspect(application, chosen);
  addConfigure(application, chosen);
#ifdef JWTAUTH_HAS_SERVE
  addServe(application, chosen);
#endif
  try {
    application.parse(count, arguments);
  } catch (const CLI::Success& shown) {
    application.exit(shown);
    return succeeded;
  } catch (const CLI::ParseError& error) {
    return complain(withoutArguments(error) + "; see --help");
  }
  return chosen();
}

}  // namespace
}  // namespace jwtauth::commandLine

int main(int count, char** arguments) {
  using namespace jwtauth::commandLine;
  try {
    const ExitStatus status = run(count, arguments);
    std::cout.flush();
    return std::cout ? status : complain("the output cannot be written");
  } catch (const UsageError& error) {
    return complain(error.what());
  } catch (const jwtauth::ConfigurationError& error) {
    return complain(error.what());
  } catch (const std::exception&) {
    return complain("out of memory, or the cryptographic library failed");
  }
}

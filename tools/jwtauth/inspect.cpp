// A token goes in, its header and claims come out, marked as unverified. Refused: what is no token, or holds no JSON.
#include <iostream>
#include <memory>

#include "jwtauth/clock.hpp"
#include "tools/jwtauth/authorization_text.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/inspection.hpp"
#include "tools/jwtauth/terminal.hpp"
#include "tools/jwtauth/token_input.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr auto inspectDescription = "Show a token's header and claims.";

constexpr auto inspectClosing =
    R"(Shows what the token says about itself, with times in UTC. Nothing is checked: anyone could have
written the token. explain says what a server makes of it.
If a member is given twice, the last is shown; servers that use jwtauth refuse such a token.

Exit status:
  0  shown
  1  not a token
  2  arguments cannot be used

Example:
  jwtauth inspect eyJhbGciOiJSUzI1NiIsInR5...)";

std::string painted(const Painter& painter, std::string_view line) {
  if (line.starts_with("UNVERIFIED")) return painter(Colour::yellow, line);
  for (const std::string_view heading : {"Header", "Claims", "Signature"}) {
    if (line.starts_with(heading)) return painter(Colour::bold, heading).append(line.substr(heading.size()));
  }
  return std::string(line);
}

ExitStatus inspect(const std::string& argument) {
  const Inspection inspection = inspectToken(tokenOf(readAuthorization(argument)), wallNow());
  if (!inspection.isToken) {
    std::cerr << "jwtauth: " << inspection.text << '\n';
    return refused;
  }
  std::cout << lineByLine(inspection.text, [painter = Painter()](auto line) { return painted(painter, line); });
  return succeeded;
}

}  // namespace

void addInspect(CLI::App& application, Action& chosen) {
  CLI::App* command = application.add_subcommand("inspect", inspectDescription)->footer(inspectClosing);
  const auto token = std::make_shared<std::string>();
  command->add_option("TOKEN", *token, tokenOptionText)->type_name("");
  command->callback([token, &chosen] { chosen = [token] { return inspect(*token); }; });
}

}  // namespace jwtauth::commandLine

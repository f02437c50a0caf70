// A command of the application goes in, its manual page comes out; nothing is refused.
#include "tools/jwtauth/manual_page.hpp"

#include <string_view>

namespace jwtauth::commandLine {
namespace {

constexpr std::size_t commandColumn = 10;

std::string firstLineOf(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string indented(std::string_view text, std::size_t depth) {
  std::string output;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!line.empty()) output.append(depth, ' ').append(line);
    output += '\n';
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return output;
}

std::string synopsisOf(const CLI::App& application, const std::string& name) {
  std::string line = name;
  bool options = false;
  std::string positionals;
  for (const CLI::Option* option : application.get_options()) {
    if (option->get_positional()) {
      positionals += " [" + option->get_name(true) + ']';
    } else if (option->get_required()) {
      line += ' ' + option->get_name() + ' ' + option->get_option_text();
    } else {
      options = true;
    }
  }
  if (options) line += " [OPTION]...";
  if (!application.get_subcommands({}).empty()) line += " COMMAND";
  return line + positionals;
}

std::string optionsOf(const CLI::App& application) {
  std::string output;
  for (const CLI::Option* option : application.get_options()) {
    std::string head = option->get_positional()
                           ? option->get_name(true)
                           : CLI::detail::find_and_replace(option->get_name(false, true), ",", ", ");
    if (!option->get_option_text().empty()) head += ' ' + option->get_option_text();
    output += indented(head, 2) + indented(option->get_description(), 6);
  }
  return output;
}

std::string commandsOf(const CLI::App& application) {
  std::string output;
  for (const CLI::App* command : application.get_subcommands({})) {
    std::string name = command->get_name();
    name.resize(std::max(commandColumn, name.size() + 1), ' ');
    output += "  " + name + firstLineOf(command->get_description()) + '\n';
  }
  return output;
}

std::string section(std::string_view title, const std::string& body) {
  return body.empty() ? "" : std::string(title) + '\n' + body + '\n';
}

}  // namespace

std::string ManualPage::make_help(const CLI::App* application, std::string name, CLI::AppFormatMode) const {
  const std::string summary = firstLineOf(application->get_description());
  const std::string description = application->get_description().substr(summary.size());
  const std::string prose = description.empty() ? description : indented(description.substr(1), 2);
  return section("NAME", indented(name + " - " + summary, 2)) +
         section("SYNOPSIS", indented(synopsisOf(*application, name), 2)) + section("DESCRIPTION", prose) +
         section("COMMANDS", commandsOf(*application)) + section("OPTIONS", optionsOf(*application)) +
         application->get_footer();
}

}  // namespace jwtauth::commandLine

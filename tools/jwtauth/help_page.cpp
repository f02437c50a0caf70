// A command goes in, its page of --help comes out.
#include "tools/jwtauth/help_page.hpp"

#include <sstream>
#include <utility>

namespace jwtauth::commandLine {
namespace {

std::string headingOf(const std::string& line) {
  for (const char* heading : {"Options:", "Subcommands:", "Positionals:"}) {
    if (CLI::detail::to_lower(line) == CLI::detail::to_lower(heading)) return heading;
  }
  return line;
}

}  // namespace

std::string HelpPage::make_help(const CLI::App* application, std::string name, CLI::AppFormatMode mode) const {
  std::istringstream lines(CLI::Formatter::make_help(application, std::move(name), mode));
  std::string page;
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(' ') + 1);
    const bool isSecondBlank = line.empty() && (page.empty() || page.ends_with("\n\n"));
    if (!isSecondBlank) page += headingOf(line) + "\n";
  }
  if (mode == CLI::AppFormatMode::Sub) return page;
  if (!page.ends_with("\n\n")) page += "\n";
  return page + application->get_footer() + "\n";
}

std::string HelpPage::make_usage(const CLI::App* application, std::string name) const {
  std::string usage = CLI::Formatter::make_usage(application, std::move(name));
  usage.erase(0, usage.find_first_not_of('\n'));
  return usage.starts_with("Usage:") ? usage : "Usage: " + usage;
}

}  // namespace jwtauth::commandLine

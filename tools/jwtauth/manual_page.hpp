#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace jwtauth::commandLine {

/// Lays out --help as a manual page: NAME, SYNOPSIS, DESCRIPTION, OPTIONS, COMMANDS, and the application's footer,
/// which brings further sections as they shall be shown. The description's first line completes NAME, the rest is
/// DESCRIPTION.
class ManualPage : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* application, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace jwtauth::commandLine

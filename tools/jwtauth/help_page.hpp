#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace jwtauth::commandLine {

/// The pages of --help, laid out alike by every version of CLI11: newer ones set a footer as one paragraph, write
/// headings in capitals and leave out the word "Usage".
class HelpPage final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* application, std::string name, CLI::AppFormatMode mode) const override;
  std::string make_usage(const CLI::App* application, std::string name) const override;
  std::string make_footer(const CLI::App*) const override { return ""; }  // make_help adds it as it is
};

}  // namespace jwtauth::commandLine

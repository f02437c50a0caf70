#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rest {

/// What the program was asked to do.
struct CommandLine {
  std::string configuration;
  std::vector<std::string> overrides;
  std::vector<std::string> assignments;
  bool logRequests = false;
  std::string configurationToCheck;  ///< empty: none
  std::string requestToExplain;      ///< empty: none
  std::optional<std::string> token;
  bool printConfiguration = false;
};

/// There is nothing more to do: help was shown (good), or the usage was wrong and has been said to be.
struct CommandLineEnd {
  bool isGood;
};

/// Throws CommandLineEnd.
CommandLine readCommandLine(int argc, char** argv);

}  // namespace rest

#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "tools/jwtauth/usage_error.hpp"

namespace jwtauth::commandLine {

/// What the process ends with.
enum ExitStatus : int {
  succeeded = 0,  ///< done; the token is accepted
  refused = 1,    ///< the token is refused, or is no token at all
  misused = 2,    ///< arguments, files or the configuration are wrong
};

/// What the chosen subcommand does once all arguments were read.
using Action = std::function<ExitStatus()>;

// Each adds its subcommand to the application, and sets the action when it is the one that was chosen.
void addKeygen(CLI::App& application, Action& chosen);
void addMint(CLI::App& application, Action& chosen);
void addExplain(CLI::App& application, Action& chosen);
void addKeys(CLI::App& application, Action& chosen);
void addInspect(CLI::App& application, Action& chosen);
void addConfigure(CLI::App& application, Action& chosen);
void addServe(CLI::App& application, Action& chosen);

}  // namespace jwtauth::commandLine

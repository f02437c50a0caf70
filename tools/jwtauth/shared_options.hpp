#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "jwtauth/key.hpp"

namespace jwtauth::commandLine {

/// Adds --alg.
void addAlgorithm(CLI::App& command, std::string& algorithm);

/// The algorithm of this JOSE name; throws UsageError.
Algorithm algorithmNamed(const std::string& name);

}  // namespace jwtauth::commandLine

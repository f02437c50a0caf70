#pragma once

#include <iosfwd>

#include "configuration/configuration_tree.hpp"

namespace rest::operators {

/// Says of a configuration what is wrong with it, every mistake that can be found at once; or, when nothing is, what
/// the server would do: where it listens, whose tokens it takes, who may do what. Nothing is opened but keys in files.
/// Returns whether the configuration is good.
bool checkConfiguration(const ConfigurationTree& tree, std::ostream& out);

}  // namespace rest::operators

#pragma once

#include <string>

#include "configuration/configuration_tree.hpp"

namespace rest {

/// What the layers of the configuration come to, as YAML: beside each value where it came from, instead of each secret
/// `<masked>`. Keys of HMAC, private keys, passwords and tokens are secrets; what verifies signatures of others is not.
std::string effectiveConfiguration(const ConfigurationTree& tree);

}  // namespace rest

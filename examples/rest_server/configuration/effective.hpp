#pragma once

#include <string>
#include <string_view>

#include "configuration/configuration_tree.hpp"

namespace rest {

/// What the layers of the configuration come to, as YAML: beside each value where it came from, instead of each secret
/// `<masked>`. Keys of HMAC, private keys, lists of keys, passwords and tokens are secrets, also as parts of URIs, and
/// so is all that stands in blocks that are not served; the one key that verifies signatures of others is not.
std::string effectiveConfiguration(const ConfigurationTree& tree);

/// The text; of a URI without the password and the options that may be secrets.
std::string withoutSecrets(std::string_view text);

}  // namespace rest

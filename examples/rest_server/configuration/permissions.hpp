#pragma once

#include <vector>

#include "api/authorization/permission.hpp"
#include "configuration/configuration_tree.hpp"
#include "configuration/setting_error.hpp"

namespace rest {

/// The permissions of RESTHeart's fileAclAuthorizer, in its block or in the file that its `conf-file` names (relative
/// to the file that does); none when there is no such block, or it is not enabled. Throws SettingError for the first
/// mistake: a permission that was misread might permit more than was meant.
std::vector<api::Permission> readPermissions(const ConfigurationTree& tree);

/// Every mistake in them.
std::vector<SettingError> permissionMistakes(const ConfigurationTree& tree);

}  // namespace rest

#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/access/access.hpp"

namespace rest::operators {

/// What a permission allows and demands beyond its predicate, a line each.
std::vector<std::string> limitsOf(const api::Permission& permission);

/// The same of one request, with the values put in.
std::vector<std::string> limitsOf(const api::Access& access);

/// Who may do what, in the order in which permissions are asked, for a person at a terminal.
std::string permissionTable(std::span<const api::Permission> permissions);

}  // namespace rest::operators

#pragma once

#include <span>
#include <string>

#include "api/resources/resource.hpp"

namespace rest::api {

/// The API as an OpenAPI 3.1 document: the paths under these mounts, each with the methods that it really has.
std::string openApiDocument(std::span<const Mount> mounts);

}  // namespace rest::api

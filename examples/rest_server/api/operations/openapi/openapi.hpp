#pragma once

#include <span>
#include <string>

#include "api/request/resource.hpp"
#include "http/message.hpp"

namespace rest::api {

/// The API as an OpenAPI 3.1 document: the paths under these mounts, each with the methods that it really has.
std::string openApiDocument(std::span<const Mount> mounts);

/// The answer to GET of `/_openapi`.
http::Response openApiOf(const std::string& document);

}  // namespace rest::api

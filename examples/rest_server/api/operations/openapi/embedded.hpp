#pragma once

namespace rest::api {

// The texts of components.json and paths.json, and the project's version.
extern const char* const openApiComponents;
extern const char* const openApiPaths;
extern const char* const openApiVersion;

}  // namespace rest::api

#pragma once

#include <string>
#include <string_view>

namespace jwtauth::commandLine {

/// The one document of a YAML text as JSON. Quoted scalars are strings whatever they look like; plain ones are what
/// RESTHeart's reader (YAML 1.1) takes them for: null, booleans with yes/no/on/off, numbers, else strings. Throws
/// UsageError, beginning with `name` and the line, for what is not YAML, several documents, a key given twice, a key
/// that is no scalar, and nesting or aliases beyond a limit; in a build without yaml-cpp, for every text.
std::string yamlToJson(const std::string& name, std::string_view yaml);

}  // namespace jwtauth::commandLine

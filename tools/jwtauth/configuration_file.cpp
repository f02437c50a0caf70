// A configuration file goes in, JSON or YAML, and the library's configuration comes out. Refused: what is neither, a
// setting given both inside a block and by its path, and whatever the library refuses.
#include "tools/jwtauth/configuration_file.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "jwtauth/config_json.hpp"
#include "src/configuration/yaml_to_json.hpp"
#include "src/json/strict_json.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/files.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longestFile = 1024 * 1024;
constexpr std::array<std::string_view, 2> blocks{"jwtAuthenticationMechanism", "jwtConfigProvider"};

/// "/block" or "/block/setting" of one of our blocks; the setting is empty for the block as a whole.
std::optional<std::pair<std::string, std::string>> splitPath(std::string_view key) {
  for (const std::string_view block : blocks) {
    if (!key.starts_with('/') || !key.substr(1).starts_with(block)) continue;
    const std::string_view rest = key.substr(1 + block.size());
    if (rest.empty()) return std::pair(std::string(block), std::string());
    if (rest.front() == '/') return std::pair(std::string(block), std::string(rest.substr(1)));
  }
  return std::nullopt;
}

void place(const std::string& file, Json& target, const std::string& name, const Json& value) {
  if (target.contains(name)) throw UsageError(file + ": " + name + " is given twice, by its path and otherwise");
  target[name] = value;
}

/// Puts what is keyed by a path where it belongs; other servers' paths stay as they are, the library passes over them.
Json withoutPaths(const std::string& file, const Json& document) {
  Json result = Json::object();
  for (const auto& [key, value] : document.items()) {
    if (!splitPath(key)) result[key] = value;
  }
  for (const auto& [key, value] : document.items()) {
    const auto path = splitPath(key);
    if (!path) continue;
    const auto& [block, setting] = *path;
    if (setting.empty()) {
      place(file, result, block, value);
      continue;
    }
    Json& target = result[block];
    if (!target.is_null() && !target.is_object()) throw UsageError(file + ": " + block + " is no block of settings");
    place(file, target, setting, value);
  }
  return result;
}

bool hasPaths(const Json& document) {
  if (!document.is_object()) return false;
  for (const auto& member : document.items()) {
    if (splitPath(member.key())) return true;
  }
  return false;
}

/// Each member once: readers disagree about which of two counts, and a check may depend on it.
Json parseJson(const std::string& file, std::string_view text) {
  const JsonFault fault = checkJsonObject(text);
  if (fault != JsonFault::none) throw UsageError(file + ": " + std::string(describe(fault)));
  return Json::parse(text);
}

Json parseYaml(const std::string& file, std::string_view text) {
  try {
    return yamlToJson(text);
  } catch (const YamlError& error) {
    throw UsageError(file + ": " + error.what());
  }
}

}  // namespace

std::vector<ConfiguredMechanism> readConfigurationFile(const std::filesystem::path& path) {
  const std::string file = path.string();
  const std::string text = readFile(path, longestFile);
  const bool isJson = Json::accept(text);
  // JSON goes to the library as it is, which is stricter about it than any other reader.
  if (isJson && !hasPaths(Json::parse(text))) return mechanismsFromJson(text);
  const Json document = isJson ? parseJson(file, text) : parseYaml(file, text);
  return mechanismsFromJson(hasPaths(document) ? withoutPaths(file, document).dump() : document.dump());
}

}  // namespace jwtauth::commandLine

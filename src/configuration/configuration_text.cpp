// The text of a configuration file goes in, JSON or YAML, and the library's configuration comes out. Refused: what is
// neither, a setting given both inside a block and by its path, and whatever the library refuses.
#include "src/configuration/configuration_text.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "src/configuration/yaml_to_json.hpp"
#include "src/json/strict_json.hpp"

namespace jwtauth::inline v0 {
namespace {

using Json = nlohmann::ordered_json;

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

void place(Json& target, const std::string& name, const Json& value) {
  if (target.contains(name)) throw ConfigurationTextError(name + " is given twice, by its path and otherwise");
  target[name] = value;
}

/// Puts what is keyed by a path where it belongs; other servers' paths stay as they are, the library passes over them.
Json withoutPaths(const Json& document) {
  Json result = Json::object();
  for (const auto& [key, value] : document.items()) {
    if (!splitPath(key)) result[key] = value;
  }
  for (const auto& [key, value] : document.items()) {
    const auto path = splitPath(key);
    if (!path) continue;
    const auto& [block, setting] = *path;
    if (setting.empty()) {
      place(result, block, value);
      continue;
    }
    Json& target = result[block];
    if (!target.is_null() && !target.is_object()) throw ConfigurationTextError(block + " is no block of settings");
    place(target, setting, value);
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
Json parseJson(std::string_view text) {
  const JsonFault fault = checkJsonObject(text);
  if (fault != JsonFault::none) throw ConfigurationTextError(std::string(describe(fault)));
  return Json::parse(text);
}

Json parseYaml(std::string_view text) {
  try {
    return yamlToJson(text);
  } catch (const YamlError& error) {
    throw ConfigurationTextError(error.what());
  }
}

}  // namespace

std::vector<ConfiguredMechanism> mechanismsFromText(std::string_view text) {
  const bool isJson = Json::accept(text);
  // JSON goes to the library as it is, which is stricter about it than any other reader.
  if (isJson && !hasPaths(Json::parse(text))) return mechanismsFromJson(text);
  const Json document = isJson ? parseJson(text) : parseYaml(text);
  return mechanismsFromJson(hasPaths(document) ? withoutPaths(document).dump() : document.dump());
}

}  // namespace jwtauth::inline v0

// Files, overrides and assignments go in, one tree of settings comes out. Refused: files that are no maps, paths that
// lead through what is no map.
#include "configuration/configuration_tree.hpp"

#include <algorithm>

#include "configuration/rho.hpp"
#include "configuration/setting_error.hpp"
#include "configuration/yaml.hpp"

namespace rest {

using nlohmann::json;

void ConfigurationTree::addFile(const std::string& file) {
  const json given = readYamlFile(file);
  if (given.is_null()) return remember("", file);
  if (!given.is_object()) throw SettingError(file + ": expected a map of settings");
  merge(root_, given, "", file);
}

void ConfigurationTree::addText(const std::string& text, const std::string& source) {
  const json given = parseYaml(text, source);
  if (!given.is_object()) throw SettingError(source + ": expected a map of settings");
  merge(root_, given, "", source);
}

void ConfigurationTree::addAssignment(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (!assignment.starts_with('/') || equals == std::string::npos) {
    throw SettingError("--set: expected /key/path=value");
  }
  const std::string path = assignment.substr(0, equals);
  const std::string source = "--set " + path;
  replace(path, parseYaml(assignment.substr(equals + 1), source), source);
}

void ConfigurationTree::addRho(const std::string& text) {
  for (const RhoAssignment& assignment : parseRho(text)) {
    const std::string source = "RHO " + assignment.path;
    replace(assignment.path, parseYaml(assignment.value, source), source);
  }
}

const std::string& ConfigurationTree::sourceOf(std::string_view path) const {
  static const std::string unknown = "configuration";
  while (true) {
    if (const auto found = sources_.find(path); found != sources_.end()) return found->second;
    if (path.empty()) return unknown;
    path = path.substr(0, path.rfind('/'));
  }
}

void ConfigurationTree::merge(json& target, const json& given, const std::string& path, const std::string& source) {
  if (!target.is_object() || !given.is_object()) {
    target = given;
    return remember(path, source);
  }
  if (sources_.empty()) remember("", source);
  for (const auto& [key, value] : given.items()) {
    if (path.empty() && key.starts_with('/')) {
      replace(key, value, source);
    } else {
      merge(target[key], value, path + '/' + key, source);
    }
  }
}

void ConfigurationTree::replace(const std::string& path, const json& given, const std::string& source) {
  json* place = &root_;
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end == begin) throw SettingError(source + ": the path " + path + " has an empty part");
    if (place->is_null()) *place = json::object();
    if (!place->is_object()) throw SettingError(source + ": the path " + path + " leads through what is no map");
    place = &(*place)[path.substr(begin, end - begin)];
    begin = end + 1;
  }
  *place = given;
  remember(path, source);
}

void ConfigurationTree::remember(const std::string& path, const std::string& source) {
  std::erase_if(sources_, [&path](const auto& entry) { return entry.first.starts_with(path + '/'); });
  sources_[path] = source;
}

}  // namespace rest

// Files, overrides and assignments go in, one tree of settings comes out. Refused: files that are no maps, paths that
// lead through what is no map, elements that a list does not have.
#include "configuration/configuration_tree.hpp"

#include <algorithm>

#include "configuration/rho.hpp"
#include "configuration/setting_error.hpp"
#include "configuration/yaml.hpp"
#include "src/text/number.hpp"

namespace rest {
namespace {

using nlohmann::json;

/// A part of a path: "mongo-mounts[1]" is a member and, counted from 1 as in XPath, an element of its list.
struct PathPart {
  std::string member;
  std::size_t element = 0;  ///< 0: the member itself
};

PathPart partOf(std::string_view text, const std::string& mistake) {
  if (text.empty()) throw SettingError(mistake + " has an empty part");
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos) return {std::string(text)};
  const std::string_view selector = text.substr(bracket + 1);
  const auto element = jwtauth::numberIn<std::size_t>(selector.substr(0, selector.size() - selector.ends_with(']')));
  if (bracket == 0 || !selector.ends_with(']') || !element || *element == 0) {
    throw SettingError(mistake + " has a selector that is not served; expected the place of an element, such as [1]");
  }
  return {std::string(text.substr(0, bracket)), *element};
}

/// The element of a list, which may be the one after its last.
json& elementOf(json& list, std::size_t element, const std::string& mistake) {
  if (list.is_null()) list = json::array();
  if (!list.is_array()) throw SettingError(mistake + " selects an element of what is no list");
  if (element > list.size() + 1) {
    throw SettingError(mistake + " selects an element that is not there: the list has " + std::to_string(list.size()) +
                       ", counted from [1]");
  }
  if (element == list.size() + 1) list.push_back(nullptr);
  return list[element - 1];
}

}  // namespace

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
  const std::string mistake = source + ": the path " + path;
  json* place = &root_;
  std::string plain;  // elements counted from 0, as in the places that mistakes name
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const PathPart part = partOf(std::string_view(path).substr(begin, end - begin), mistake);
    if (place->is_null()) *place = json::object();
    if (!place->is_object()) throw SettingError(mistake + " leads through what is no map");
    place = &(*place)[part.member];
    plain += '/' + part.member;
    if (part.element > 0) {
      place = &elementOf(*place, part.element, mistake);
      plain += '/' + std::to_string(part.element - 1);
    }
    begin = end + 1;
  }
  *place = given;
  remember(plain, source);
}

/// RESTHeart 7 and 8 have settings of tokens in one block, 9 in two: what is given later, in either, takes the place of
/// what was given before. In one file both are left, and the library refuses them.
void ConfigurationTree::forgetInOtherBlock(const std::string& path, const std::string& source) {
  for (const auto& [block, other] : {std::pair("/jwtAuthenticationMechanism", "/jwtConfigProvider"),
                                     {"/jwtConfigProvider", "/jwtAuthenticationMechanism"}}) {
    if (!path.starts_with(block)) continue;
    const json::json_pointer here(block);
    const json::json_pointer there(other);
    if (!root_.contains(here) || !root_.contains(there) || !root_[here].is_object() || !root_[there].is_object())
      return;
    for (const auto& [setting, value] : root_[here].items()) {
      const std::string place = std::string(other) + '/' + setting;
      const bool isGivenNow = sourceOf(block + ('/' + setting)) == source;
      if (isGivenNow && setting != "enabled" && sourceOf(place) != source) root_[there].erase(setting);
    }
  }
}

void ConfigurationTree::remember(const std::string& path, const std::string& source) {
  std::erase_if(sources_, [&path](const auto& entry) { return entry.first.starts_with(path + '/'); });
  sources_[path] = source;
  forgetInOtherBlock(path, source);
}

}  // namespace rest

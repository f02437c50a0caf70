// YAML goes in, JSON comes out. Refused: files that cannot be read, text that is not one YAML document, keys that are
// given twice or are not scalars.
#include "configuration/yaml.hpp"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

#include "configuration/setting_error.hpp"

namespace rest {
namespace {

using nlohmann::json;

template <class Number>
std::optional<Number> numberIn(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

json plainScalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (const auto integer = numberIn<std::int64_t>(text)) return *integer;
  const bool looksLikeNumber = text.find_first_not_of("0123456789.eE+-") == std::string::npos;
  if (const auto number = looksLikeNumber ? numberIn<double>(text) : std::nullopt) return *number;
  return text;
}

json toJson(const YAML::Node& node, const std::string& source) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      // yaml-cpp tags a quoted or block scalar with "!", a plain one with "?".
      return node.Tag() == "?" ? plainScalar(node.Scalar()) : json(node.Scalar());
    case YAML::NodeType::Sequence: {
      json list = json::array();
      for (const YAML::Node& element : node) list.push_back(toJson(element, source));
      return list;
    }
    case YAML::NodeType::Map: {
      json object = json::object();
      for (const auto& member : node) {
        const std::string line = source + ", line " + std::to_string(member.first.Mark().line + 1);
        if (!member.first.IsScalar()) throw SettingError(line + ": a key is not a plain text");
        if (object.contains(member.first.Scalar())) {
          throw SettingError(line + ": the key '" + member.first.Scalar() + "' is given twice");
        }
        object[member.first.Scalar()] = toJson(member.second, source);
      }
      return object;
    }
    case YAML::NodeType::Null:
    case YAML::NodeType::Undefined:
      break;
  }
  return nullptr;
}

}  // namespace

json parseYaml(const std::string& text, const std::string& source) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) throw SettingError(source + ": expected one YAML document, came several");
    return documents.empty() ? json() : toJson(documents.front(), source);
  } catch (const YAML::Exception& error) {
    throw SettingError(source + ", line " + std::to_string(error.mark.line + 1) + ": not YAML: " + error.msg);
  }
}

json readYamlFile(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) throw SettingError(file + ": the file cannot be read, or is empty");
  return parseYaml(text.str(), file);
}

}  // namespace rest

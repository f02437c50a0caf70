// A YAML text goes in, the same as JSON comes out. Refused: what is not YAML, more than one document, keys given twice,
// and documents that grow beyond a limit by nesting or aliases.
#include "tools/jwtauth/yaml_to_json.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "tools/jwtauth/command.hpp"

namespace jwtauth::commandLine {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 64;
constexpr int mostNodes = 100'000;

[[noreturn]] void refuse(const std::string& name, const YAML::Mark& mark, const std::string& sentence) {
  const std::string line = mark.is_null() ? "" : "line " + std::to_string(mark.line + 1) + ": ";
  throw UsageError(name + ": " + line + sentence);
}

template <std::size_t count>
bool isOneOf(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

Json plainScalar(const std::string& text) {
  constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
  constexpr std::array<std::string_view, 9> yes{"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"};
  constexpr std::array<std::string_view, 9> no{"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"};
  if (isOneOf(text, nulls)) return nullptr;
  if (isOneOf(text, yes)) return true;
  if (isOneOf(text, no)) return false;
  Json number = Json::parse(text, nullptr, false);
  return number.is_number() ? number : Json(text);
}

class Converter {
 public:
  explicit Converter(const std::string& name) : name_(name) {}

  Json convert(const YAML::Node& node, int depth = 0) {
    if (depth > deepest) refuse(name_, node.Mark(), "nested too deeply");
    if (++nodes_ > mostNodes) refuse(name_, node.Mark(), "too large, aliases included");
    if (node.IsScalar()) return scalar(node);
    if (node.IsSequence()) return sequence(node, depth);
    if (node.IsMap()) return map(node, depth);
    return nullptr;
  }

 private:
  static Json scalar(const YAML::Node& node) {
    // yaml-cpp tags quoted and block scalars "!", plain ones "?".
    const bool isText = node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str";
    return isText ? Json(node.Scalar()) : plainScalar(node.Scalar());
  }

  Json sequence(const YAML::Node& node, int depth) {
    Json list = Json::array();
    for (const auto& element : node) list.push_back(convert(element, depth + 1));
    return list;
  }

  Json map(const YAML::Node& node, int depth) {
    Json object = Json::object();
    for (const auto& member : node) {
      if (!member.first.IsScalar()) refuse(name_, member.first.Mark(), "a key that is no plain text");
      const std::string& key = member.first.Scalar();
      // Readers disagree about which of two counts, and a check may hang on it.
      if (object.contains(key)) refuse(name_, member.first.Mark(), "a key is given twice in the same block");
      object[key] = convert(member.second, depth + 1);
    }
    return object;
  }

  const std::string& name_;
  int nodes_ = 0;
};

}  // namespace

std::string yamlToJson(const std::string& name, std::string_view yaml) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(yaml));
    if (documents.size() != 1) refuse(name, YAML::Mark::null_mark(), "expected one YAML document");
    return Converter(name).convert(documents.front()).dump();
  } catch (const YAML::Exception& error) {
    refuse(name, error.mark, "not YAML: " + error.msg);
  } catch (const Json::exception&) {
    refuse(name, YAML::Mark::null_mark(), "not UTF-8");
  }
}

}  // namespace jwtauth::commandLine

// A YAML text goes in, the same as JSON comes out. Refused: what is not YAML in UTF-8, several documents, keys given
// twice, tags, plain scalars that readers of YAML understand differently, and documents that grow beyond a limit by
// nesting or aliases.
#include "src/configuration/yaml_to_json.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

#include "src/text/ascii.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/utf8.hpp"

namespace jwtauth::inline v0 {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 64;
constexpr int mostNodes = 100'000;
constexpr std::string_view textTag = "tag:yaml.org,2002:str";

[[noreturn]] void refuse(const YAML::Mark& mark, const std::string& sentence) {
  throw YamlError((mark.is_null() ? "" : "line " + std::to_string(mark.line + 1) + ": ") + sentence);
}

template <std::size_t count>
bool isOneOf(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr bool isDigit(char character) noexcept {
  return character >= '0' && character <= '9';
}

/// A date, or a date with a time, as YAML 1.1 has them.
bool looksLikeDate(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const std::size_t year = text.find_first_not_of(digits);
  if (year != 4 || text[year] != '-') return false;
  const std::size_t month = text.find_first_not_of(digits, year + 1);
  if (month == std::string_view::npos || month == year + 1 || text[month] != '-') return false;
  const std::size_t day = text.find_first_not_of(digits, month + 1);
  return day != month + 1 &&
         (day == std::string_view::npos || text[day] == 'T' || text[day] == 't' || isSpace(text[day]));
}

/// What YAML 1.1 or 1.2 may take for a number: also octal, hexadecimal and binary ones, with _ between digits, to the
/// base of 60 ("1:30"), and those that begin or end with a point.
bool looksLikeNumber(std::string_view text) {
  const auto skip = [&text](std::string_view characters) {
    const std::size_t size = std::min(text.find_first_not_of(characters), text.size());
    text.remove_prefix(size);
    return size > 0;
  };
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (equalsWithoutCase(text, ".inf") || equalsWithoutCase(text, ".nan")) return true;
  for (const auto& [prefix, digits] :
       {std::pair("0x", "0123456789abcdefABCDEF_"), {"0o", "01234567_"}, {"0b", "01_"}}) {
    if (text.starts_with(prefix) && text.size() > 2 && text.find_first_not_of(digits, 2) == std::string_view::npos)
      return true;
  }
  bool hasDigits = !text.empty() && isDigit(text.front()) && skip("0123456789_");
  while (hasDigits && text.starts_with(':')) {
    text.remove_prefix(1);
    if (!skip("0123456789")) return false;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    hasDigits = skip("0123456789_") || hasDigits;
  }
  if (hasDigits && (text.starts_with('e') || text.starts_with('E'))) {
    text.remove_prefix(1);
    skip("+-");
    if (!skip("0123456789")) return false;
  }
  return hasDigits && text.empty();
}

/// "10_000": a whole number in groups of three digits, as RESTHeart's own files write them. YAML 1.2 takes it for a
/// text, which no setting means. Null for any other text.
Json groupedNumber(std::string_view text) {
  std::string digits;
  std::size_t group = std::min(text.find('_'), text.size());
  if (group == text.size() || group == 0 || group > 3 || text.front() == '0') return nullptr;
  for (std::size_t begin = 0; begin < text.size(); begin += group + 1, group = 3) {
    const std::string_view part = text.substr(begin, group);
    const bool isWhole = part.size() == group && std::all_of(part.begin(), part.end(), isDigit);
    const bool endsHere = begin + group == text.size() || (begin + group < text.size() && text[begin + group] == '_');
    if (!isWhole || !endsHere) return nullptr;
    digits += part;
  }
  if (text.ends_with('_')) return nullptr;
  const Json number = Json::parse(digits, nullptr, false);
  return number.is_number_integer() ? number : Json(nullptr);
}

/// "{{name}}" or "{{{name}}}", which RESTHeart 5 and 6 replaced by a value from a properties file.
bool hasTemplateParameter(std::string_view text) {
  constexpr std::string_view marks = "{}&#^/ ";
  constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 1)) {
    const std::size_t name = std::min(text.find_first_not_of(marks, at), text.size());
    const std::size_t end = std::min(text.find_first_not_of(characters, name), text.size());
    if (end > name && text.substr(std::min(text.find_first_not_of(' ', end), text.size())).starts_with("}}"))
      return true;
  }
  return false;
}

constexpr const char* isTemplate =
    "a parameter of a template, {{...}}, is left; expected the value that a properties file had for it";

/// What both versions read alike: null and booleans as they write them, numbers as JSON writes them or in groups of
/// three digits; the rest is text.
Json plainScalar(const std::string& text, const YAML::Mark& mark) {
  constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
  constexpr std::array<std::string_view, 3> yes{"true", "True", "TRUE"};
  constexpr std::array<std::string_view, 3> no{"false", "False", "FALSE"};
  constexpr std::array<std::string_view, 12> booleansOf11{"yes", "Yes", "YES", "on",  "On",  "ON",
                                                          "no",  "No",  "NO",  "off", "Off", "OFF"};
  if (isOneOf(text, nulls)) return nullptr;
  if (isOneOf(text, yes)) return true;
  if (isOneOf(text, no)) return false;
  const Json number = Json::parse(text, nullptr, false);
  if (number.is_number()) return number;
  if (Json grouped = groupedNumber(text); !grouped.is_null()) return grouped;
  // The sentences hold no value: it may be a secret.
  if (isOneOf(text, booleansOf11)) {
    refuse(
        mark,
        "yes, no, on and off are booleans for some readers of YAML only: write true or false, or quotes around text");
  }
  if (looksLikeNumber(text)) {
    refuse(mark, "readers of YAML disagree about this number: write it as in JSON, or quotes around text");
  }
  if (looksLikeDate(text)) refuse(mark, "a date for some readers of YAML only: write quotes around it");
  if (text == "<<" || text == "=")
    refuse(mark, "<< and = are more than text for some readers of YAML: write quotes around them");
  return text;
}

class Converter {
 public:
  Json convert(const YAML::Node& node, int depth = 0) {
    if (depth > deepest) refuse(node.Mark(), "nested too deeply");
    if (++nodes_ > mostNodes) refuse(node.Mark(), "too large, aliases included");
    requireNoTag(node);
    switch (node.Type()) {
      case YAML::NodeType::Scalar:
        return scalar(node);
      case YAML::NodeType::Sequence:
        return sequence(node, depth);
      case YAML::NodeType::Map:
        return map(node, depth);
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return nullptr;
  }

 private:
  // yaml-cpp tags quoted and block scalars "!", and what has no tag "?" or "".
  static void requireNoTag(const YAML::Node& node) {
    const std::string& tag = node.Tag();
    if (!tag.empty() && tag != "?" && tag != "!" && tag != textTag) {
      refuse(node.Mark(), "the tag " + inQuotes(tag) + ": write the value without it, text in quotes");
    }
  }

  static Json scalar(const YAML::Node& node) {
    if (hasTemplateParameter(node.Scalar())) refuse(node.Mark(), isTemplate);
    const bool isText = node.Tag() == "!" || node.Tag() == textTag;
    return isText ? Json(node.Scalar()) : plainScalar(node.Scalar(), node.Mark());
  }

  Json sequence(const YAML::Node& node, int depth) {
    Json list = Json::array();
    for (const auto& element : node) list.push_back(convert(element, depth + 1));
    return list;
  }

  /// Either reading of `off` means the same for settings that are off, allowed or required.
  static bool isWordOff(const std::string& key, const YAML::Node& value) {
    constexpr std::array<std::string_view, 3> settings{"dpop", "dpopNonce", "mutualTls"};
    return isOneOf(key, settings) && value.IsScalar() && value.Scalar() == "off";
  }

  Json map(const YAML::Node& node, int depth) {
    Json object = Json::object();
    for (const auto& member : node) {
      // `{{{name}}}` without quotes is a map as the key of a map.
      if (member.first.IsMap()) refuse(member.first.Mark(), isTemplate);
      if (!member.first.IsScalar()) refuse(member.first.Mark(), "a key is not a plain text");
      requireNoTag(member.first);
      scalar(member.first);  // refuses what readers understand differently
      const std::string& key = member.first.Scalar();
      // Readers disagree about which of two counts, and a check may depend on it.
      if (object.contains(key)) refuse(member.first.Mark(), "the key " + inQuotes(key) + " is given twice");
      object[key] = isWordOff(key, member.second) ? Json("off") : convert(member.second, depth + 1);
    }
    return object;
  }

  int nodes_ = 0;
};

/// Hears of each document that begins, and of nothing else.
class DocumentCount : public YAML::EventHandler {
 public:
  int documents() const noexcept { return documents_; }

  void OnDocumentStart(const YAML::Mark&) override { ++documents_; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  int documents_ = 0;
};

/// YAML::LoadAll never ends where a text begins with a comma: it finds an empty document at one place, again and again.
void requireOneDocument(const std::string& yaml) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  DocumentCount count;
  while (parser.HandleNextDocument(count)) {
    if (count.documents() > 1) throw YamlError("expected one YAML document, got several");
  }
}

}  // namespace

Json yamlToJson(std::string_view yaml) {
  if (!isUtf8(yaml)) throw YamlError("not UTF-8");
  try {
    const std::string text(yaml);
    requireOneDocument(text);
    return Converter().convert(YAML::Load(text));
  } catch (const YAML::Exception& error) {
    refuse(error.mark, "not YAML: " + error.msg);
  }
}

}  // namespace jwtauth::inline v0

// A configuration tree goes in, its YAML with the sources of its values comes out; secrets do not.
#include "configuration/effective.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "src/text/ascii.hpp"

namespace rest {
namespace {

using nlohmann::json;

constexpr std::string_view mask = "<masked>";

/// A name that ends in one of these holds a secret, in whichever block.
constexpr std::array<std::string_view, 5> secretEndings{"password", "secret", "token", "passphrase", "credentials"};

bool namesSecret(std::string_view key) {
  std::string name(key);
  std::transform(name.begin(), name.end(), name.begin(), jwtauth::lowerCase);
  return std::any_of(secretEndings.begin(), secretEndings.end(),
                     [&name](std::string_view ending) { return name.ends_with(ending); });
}

/// A certificate or public key is long; the key of an HMAC may be anything, so the algorithm of its block decides, and
/// in doubt it is a secret.
bool isPublicKey(const json& block) {
  const auto algorithm = block.find("algorithm");
  if (algorithm == block.end() || !algorithm->is_string()) return false;
  const auto& name = algorithm->get_ref<const std::string&>();
  const bool isAsymmetric =
      name.starts_with("RS") || name.starts_with("PS") || name.starts_with("ES") || name.starts_with("Ed");
  const auto key = block.find("key");
  const bool isPrivate =
      key != block.end() && key->is_string() && key->get_ref<const std::string&>().find("PRIVATE") != std::string::npos;
  return isAsymmetric && !isPrivate;
}

/// What stands between "://" and "@" but for the user's name, and options that hold secrets.
std::string withoutPassword(std::string uri) {
  const std::size_t scheme = uri.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t at = uri.rfind('@');
  if (at == std::string::npos || at < begin) return uri;
  const std::size_t colon = uri.find(':', begin);
  if (colon == std::string::npos || colon > at) return uri;
  return uri.replace(colon + 1, at - colon - 1, mask);
}

/// Fits on a line: a value, or a list of values.
bool isPlain(const json& value) {
  return !value.is_object() &&
         std::none_of(value.begin(), value.end(), [](const json& element) { return element.is_structured(); });
}

class Writer {
 public:
  explicit Writer(const ConfigurationTree& tree) : tree_(tree) {}

  std::string text() {
    write(tree_.root(), "");
    return std::string(out_.c_str()) + '\n';
  }

 private:
  void write(const json& value, const std::string& path) {
    if (value.is_object()) {
      out_ << YAML::BeginMap;
      for (const auto& [key, member] : value.items()) writeMember(value, key, member, path + '/' + key);
      out_ << YAML::EndMap;
    } else if (value.is_array()) {
      if (isPlain(value)) out_ << YAML::Flow;
      out_ << YAML::BeginSeq;
      std::size_t index = 0;
      for (const json& element : value) write(element, path + '/' + std::to_string(index++));
      out_ << YAML::EndSeq;
    } else {
      writeScalar(value);
    }
  }

  void writeMember(const json& block, const std::string& key, const json& value, const std::string& path) {
    out_ << YAML::Key << key << YAML::Value;
    if (namesSecret(key) || (key == "key" && !isPublicKey(block))) {
      if (value.is_null()) {
        out_ << YAML::Null;
      } else {
        out_ << std::string(mask);
      }
    } else if (value.is_string() && (key == "connection-string" || key.ends_with("-uri"))) {
      out_ << withoutPassword(value.get<std::string>());
    } else {
      write(value, path);
    }
    if (isPlain(value)) out_ << YAML::Comment(tree_.sourceOf(path));
  }

  void writeScalar(const json& value) {
    switch (value.type()) {
      case json::value_t::null:
        out_ << YAML::Null;
        break;
      case json::value_t::string:
        out_ << YAML::DoubleQuoted << value.get<std::string>();
        break;
      default:
        out_ << value.dump();
    }
  }

  const ConfigurationTree& tree_;
  YAML::Emitter out_;
};

}  // namespace

std::string effectiveConfiguration(const ConfigurationTree& tree) {
  return Writer(tree).text();
}

}  // namespace rest

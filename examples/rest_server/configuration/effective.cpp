// A configuration tree goes in, its YAML with the sources of its values comes out; secrets do not.
#include "configuration/effective.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "configuration/known_blocks.hpp"
#include "src/text/ascii.hpp"

namespace rest {
namespace {

using nlohmann::json;

constexpr std::string_view mask = "<masked>";

/// A name that ends in one of these holds a secret, in whichever block.
constexpr std::array<std::string_view, 5> secretEndings{"password", "secret", "token", "passphrase", "credentials"};

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), jwtauth::lowerCase);
  return lower;
}

bool namesSecret(std::string_view key) {
  const std::string name = lowered(key);
  return std::any_of(secretEndings.begin(), secretEndings.end(),
                     [&name](std::string_view ending) { return name.ends_with(ending); });
}

/// A certificate or public key is worth showing; the key of an HMAC may be anything, so the algorithm of its block
/// decides, and in doubt it is a secret. A JWK may be a private one.
bool isPublicKey(const json& block, const json& key) {
  const auto algorithm = block.find("algorithm");
  if (algorithm == block.end() || !algorithm->is_string() || !key.is_string()) return false;
  const auto& name = algorithm->get_ref<const std::string&>();
  const bool isAsymmetric =
      name.starts_with("RS") || name.starts_with("PS") || name.starts_with("ES") || name.starts_with("Ed");
  const auto& text = key.get_ref<const std::string&>();
  return isAsymmetric && text.find("PRIVATE") == std::string::npos && text.find('{') == std::string::npos;
}

/// Options of connection strings whose values are never secrets; the value of any other is shown only if it is a number
/// or a flag.
constexpr std::array<std::string_view, 10> openOptions{
    "appname",        "authmechanism", "authsource",     "compressors", "readconcernlevel",
    "readpreference", "replicaset",    "srvservicename", "tlscafile",   "w"};

bool isOpenOption(std::string_view option) {
  const std::size_t equals = std::min(option.find('='), option.size());
  const std::string name = lowered(option.substr(0, equals));
  const std::string_view value = option.substr(std::min(equals + 1, option.size()));
  const bool isNumber = !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
  return std::find(openOptions.begin(), openOptions.end(), name) != openOptions.end() ||
         (!namesSecret(name) && (isNumber || value == "true" || value == "false"));
}

/// What stands before "@" but for the user's name; without a colon, the name itself may be the secret.
std::string withoutPassword(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return std::string(authority);
  const std::size_t colon = authority.substr(0, at).find(':');
  const std::string_view user = colon == std::string_view::npos ? "" : authority.substr(0, colon + 1);
  return std::string(user).append(mask).append(authority.substr(at));
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
    const bool isMasked = isSecret(block, key, value, path);
    if (isMasked && !value.is_null()) {
      out_ << std::string(mask);
    } else {
      write(value, path);
    }
    if (isMasked || isPlain(value)) out_ << YAML::Comment(tree_.sourceOf(path));
  }

  static bool isSecret(const json& block, const std::string& key, const json& value, const std::string& path) {
    // Nothing is known of what stands in blocks that are not served.
    if (path.rfind('/') == 0) return !isServedBlock(key);
    return namesSecret(key) || key == "keys" || (key == "key" && !isPublicKey(block, value));
  }

  void writeScalar(const json& value) {
    switch (value.type()) {
      case json::value_t::null:
        out_ << YAML::Null;
        break;
      case json::value_t::string:
        out_ << YAML::DoubleQuoted << withoutSecrets(value.get_ref<const std::string&>());
        break;
      default:
        out_ << value.dump();
    }
  }

  const ConfigurationTree& tree_;
  YAML::Emitter out_;
};

}  // namespace

std::string withoutSecrets(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::string(text);
  const std::size_t begin = scheme + 3;
  // A password may hold what should be escaped, so the query begins behind the last "@".
  const std::size_t at = text.rfind('@');
  const std::size_t query = std::min(text.find_first_of("?#", at == std::string_view::npos ? begin : at), text.size());
  std::string shown(text.substr(0, begin));
  shown += withoutPassword(text.substr(begin, query - begin));
  for (std::string_view rest = text.substr(query); !rest.empty();) {
    const std::string_view option = rest.substr(1, rest.find_first_of("&;#", 1) - 1);
    shown += rest.front();
    shown += isOpenOption(option) ? option : std::string(option.substr(0, option.find('=') + 1)).append(mask);
    rest.remove_prefix(option.size() + 1);
  }
  return shown;
}

std::string effectiveConfiguration(const ConfigurationTree& tree) {
  return Writer(tree).text();
}

}  // namespace rest

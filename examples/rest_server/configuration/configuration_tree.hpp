#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace rest {

/// A configuration put together from a file, overrides and single settings; it remembers where each part came from.
class ConfigurationTree {
 public:
  /// Lays a file over what is there: maps are merged, all else is replaced. A key that is a path
  /// (`/http-listener/port`) replaces exactly that place, as RESTHeart's `-o` does. Throws SettingError.
  void addFile(const std::string& file);
  /// The same for YAML text from `source`.
  void addText(const std::string& text, const std::string& source);
  /// "/http-listener/port=8080". Throws SettingError.
  void addAssignment(const std::string& assignment);
  /// What the environment variable RHO holds. Throws SettingError.
  void addRho(const std::string& text);
  /// Puts a value at the path "/x/y", in the place of what is there; "/x[1]" is the first element of a list, as in
  /// RESTHeart, and the one after its last is added. Throws SettingError.
  void replace(const std::string& path, const nlohmann::json& given, const std::string& source);

  const nlohmann::json& root() const noexcept { return root_; }

  /// Where the value at the path (or the nearest one above it) was given.
  const std::string& sourceOf(std::string_view path) const;

 private:
  void merge(nlohmann::json& target, const nlohmann::json& given, const std::string& path, const std::string& source);
  void remember(const std::string& path, const std::string& source);
  void forgetInOtherBlock(const std::string& path, const std::string& source);

  nlohmann::json root_ = nlohmann::json::object();
  std::map<std::string, std::string, std::less<>> sources_;
};

}  // namespace rest

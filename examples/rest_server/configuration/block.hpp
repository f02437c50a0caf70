#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/configuration_tree.hpp"

namespace rest {

/// One map of the configuration, read member by member; every mistake is a SettingError that names its place.
class Block {
 public:
  /// The block at the path; it reads as an empty one when nothing is there. Throws when it is no map.
  Block(const ConfigurationTree& tree, const nlohmann::json* value, std::string path);

  bool isGiven() const noexcept { return value_ != nullptr; }
  const std::string& path() const noexcept { return path_; }

  /// Whether the member has a value.
  bool has(std::string_view key) const { return find(key) != nullptr; }
  bool isMap(std::string_view key) const;

  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> flag(std::string_view key) const;
  std::optional<std::int64_t> number(std::string_view key, std::int64_t lowest, std::int64_t highest) const;
  /// A text or a list of texts.
  std::vector<std::string> texts(std::string_view key) const;
  /// A map, or the text of one in JSON; as JSON.
  std::optional<std::string> object(std::string_view key) const;
  Block block(std::string_view key) const;
  /// The maps of a list.
  std::vector<Block> blocks(std::string_view key) const;

  /// Throws for a member that is none of these, and names the nearest of them.
  void allowOnly(std::span<const std::string_view> keys) const;
  void allowOnly(std::initializer_list<std::string_view> keys) const {
    allowOnly(std::span<const std::string_view>(keys.begin(), keys.size()));
  }
  std::vector<std::string> keys() const;

  [[noreturn]] void refuse(std::string_view key, const std::string& sentence) const;

 private:
  const nlohmann::json* find(std::string_view key) const;
  [[noreturn]] void refuseType(std::string_view key, const nlohmann::json& came, const std::string& expected) const;

  const ConfigurationTree* tree_;
  const nlohmann::json* value_;
  std::string path_;
};

}  // namespace rest

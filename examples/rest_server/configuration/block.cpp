// A map of the configuration goes in, its values come out with the types that were asked for. Refused, with file and
// key: other types, values out of range, unknown members.
#include "configuration/block.hpp"

#include <algorithm>

#include "configuration/setting_error.hpp"
#include "src/text/nearest_name.hpp"

namespace rest {
namespace {

using nlohmann::json;

std::string_view typeOf(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return "nothing";
    case json::value_t::object:
      return "a map";
    case json::value_t::array:
      return "a list";
    case json::value_t::string:
      return "a text";
    case json::value_t::boolean:
      return "true or false";
    default:
      return "a number";
  }
}

}  // namespace

Block::Block(const ConfigurationTree& tree, const json* value, std::string path)
    : tree_(&tree), value_(value != nullptr && value->is_null() ? nullptr : value), path_(std::move(path)) {
  if (value_ != nullptr && !value_->is_object()) {
    throw SettingError(tree_->sourceOf(path_) + ": " + path_ + ": got " + std::string(typeOf(*value_)) +
                       ", expected a map");
  }
}

bool Block::isMap(std::string_view key) const {
  const json* found = find(key);
  return found != nullptr && found->is_object();
}

std::optional<std::string> Block::text(std::string_view key) const {
  const json* found = find(key);
  if (found == nullptr) return std::nullopt;
  if (!found->is_string()) refuseType(key, *found, "a text");
  return found->get<std::string>();
}

std::optional<bool> Block::flag(std::string_view key) const {
  const json* found = find(key);
  if (found == nullptr) return std::nullopt;
  if (!found->is_boolean()) refuseType(key, *found, "true or false");
  return found->get<bool>();
}

std::optional<std::int64_t> Block::number(std::string_view key, std::int64_t lowest, std::int64_t highest) const {
  const json* found = find(key);
  if (found == nullptr) return std::nullopt;
  const std::string expected = "a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest);
  if (!found->is_number_integer()) refuseType(key, *found, expected);
  const auto number = found->get<std::int64_t>();
  if (number < lowest || number > highest) refuse(key, "got " + std::to_string(number) + ", expected " + expected);
  return number;
}

std::vector<std::string> Block::texts(std::string_view key) const {
  const json* found = find(key);
  if (found == nullptr) return {};
  if (found->is_string()) return {found->get<std::string>()};
  const bool isList =
      found->is_array() && std::all_of(found->begin(), found->end(), [](const json& each) { return each.is_string(); });
  if (!isList) refuseType(key, *found, "a text or a list of texts");
  return found->get<std::vector<std::string>>();
}

std::optional<std::string> Block::object(std::string_view key) const {
  const json* found = find(key);
  if (found == nullptr) return std::nullopt;
  if (found->is_string()) return found->get<std::string>();
  if (!found->is_object()) refuseType(key, *found, "a map, or JSON text");
  return found->dump();
}

Block Block::block(std::string_view key) const {
  return {*tree_, find(key), path_ + '/' + std::string(key)};
}

std::vector<Block> Block::blocks(std::string_view key) const {
  const json* found = find(key);
  std::vector<Block> result;
  if (found == nullptr) return result;
  if (!found->is_array()) refuseType(key, *found, "a list of maps");
  for (std::size_t i = 0; i < found->size(); ++i) {
    result.emplace_back(*tree_, &(*found)[i], path_ + '/' + std::string(key) + '/' + std::to_string(i));
  }
  return result;
}

void Block::allowOnly(std::span<const std::string_view> allowed) const {
  for (const std::string& key : keys()) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    std::string expected;
    for (const std::string_view each : allowed) expected += (expected.empty() ? "" : ", ") + std::string(each);
    const auto nearest = jwtauth::nearestName(key, allowed);
    if (nearest) expected += "; the nearest is `" + std::string(*nearest) + '`';
    refuse(key, "the key is unknown here, expected one of " + expected);
  }
}

std::vector<std::string> Block::keys() const {
  std::vector<std::string> names;
  if (value_ == nullptr) return names;
  for (const auto& [key, value] : value_->items()) names.push_back(key);
  return names;
}

void Block::refuse(std::string_view key, const std::string& sentence) const {
  const std::string place = path_ + '/' + std::string(key);
  throw SettingError(tree_->sourceOf(place) + ": " + place + ": " + sentence);
}

const json* Block::find(std::string_view key) const {
  if (value_ == nullptr) return nullptr;
  const auto found = value_->find(key);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

void Block::refuseType(std::string_view key, const json& came, const std::string& expected) const {
  refuse(key, "got " + std::string(typeOf(came)) + ", expected " + expected);
}

}  // namespace rest

#pragma once

#include "configuration/block.hpp"

namespace rest {

/// Looks at the names of the blocks, and adds the paths of those that are ignored; those that are empty or switched off
/// mean nothing. Throws SettingError for one that looks like a mistyped name of a block that is served or that has such
/// a block in it, and for a guard that is not served: one that is ignored guards nothing.
void noteUnservedBlocks(const Block& root, std::vector<std::string>& unserved);

/// Whether this server reads the block of this name.
bool isServedBlock(std::string_view name);

/// Adds the path of each of these keys that has a value in the block.
void noteUnserved(const Block& block, std::span<const std::string_view> keys, std::vector<std::string>& unserved);
inline void noteUnserved(const Block& block, std::initializer_list<std::string_view> keys,
                         std::vector<std::string>& unserved) {
  noteUnserved(block, std::span<const std::string_view>(keys.begin(), keys.size()), unserved);
}

/// These paths in one sentence; empty without any.
std::string unservedSummary(const std::vector<std::string>& unserved);

}  // namespace rest

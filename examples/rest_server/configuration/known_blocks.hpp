#pragma once

#include "configuration/block.hpp"

namespace rest {

/// Looks at the names of the blocks: a note for each that RESTHeart knows and this server ignores. Throws SettingError
/// for one that looks like a mistyped name of a block that is served, and for a guard that is not: one that is ignored
/// guards nothing.
std::vector<std::string> noteUnservedBlocks(const Block& root);

/// Whether this server reads the block of this name.
bool isServedBlock(std::string_view name);

/// Adds a note for each of these keys that the block has.
void noteUnserved(const Block& block, std::span<const std::string_view> unserved, std::vector<std::string>& notes);
inline void noteUnserved(const Block& block, std::initializer_list<std::string_view> unserved,
                         std::vector<std::string>& notes) {
  noteUnserved(block, std::span<const std::string_view>(unserved.begin(), unserved.size()), notes);
}

}  // namespace rest

#pragma once

#include "configuration/block.hpp"

namespace rest {

/// Looks at the names of the blocks: a note for each that RESTHeart knows and nobody here reads. Throws SettingError
/// for one that looks like a mistyped name of a block that is served, for a guard that is passed over guards nothing.
std::vector<std::string> noteUnservedBlocks(const Block& root);

}  // namespace rest

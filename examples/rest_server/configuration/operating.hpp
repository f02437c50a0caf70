#pragma once

#include "configuration/block.hpp"
#include "configuration/settings.hpp"

namespace rest {

/// The blocks that say how the server runs, not what it serves: core, logging.
void readOperating(const Block& root, Settings& settings);

}  // namespace rest

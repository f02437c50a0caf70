#pragma once

#include "configuration/block.hpp"
#include "configuration/settings.hpp"

namespace rest {

/// The block mongo: where in the paths what is stored appears, when a write must name what it changes, what is slow.
void readMongo(const Block& mongo, Settings& settings);

}  // namespace rest

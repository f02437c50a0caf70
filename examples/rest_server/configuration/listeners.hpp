#pragma once

#include "configuration/block.hpp"
#include "configuration/settings.hpp"

namespace rest {

/// The blocks that say where the server listens and what is spoken there: http-listener, https-listener.
void readListeners(const Block& root, Settings& settings);

}  // namespace rest

#pragma once

#include "document/document.hpp"

namespace rest::sqlite {

/// Throws the QueryFault that an aggregation deserves: unsupported, with its first stage's name; invalid when MongoDB
/// does not know the stage either.
[[noreturn]] void refusePipeline(const Document& pipeline);

}  // namespace rest::sqlite

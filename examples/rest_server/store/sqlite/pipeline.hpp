#pragma once

#include "document/document.hpp"

namespace rest::sqlite {

/// Throws a QueryFault for an aggregation: unsupported, with its first stage's name; invalid when MongoDB
/// does not know the stage either.
[[noreturn]] void refusePipeline(const Document& pipeline);

}  // namespace rest::sqlite

#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace rest::api {

inline constexpr std::size_t maxCaptures = 16;

/// The names in one predicate that its path templates and patterns fill, each with its place in Captures.
using CaptureNames = std::vector<std::string>;

/// What the path templates and patterns of one predicate have taken from one request.
using Captures = std::array<std::optional<std::string>, maxCaptures>;

}  // namespace rest::api

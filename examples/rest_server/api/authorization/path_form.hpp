#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/predicate.hpp"

namespace rest::api {

/// A set of paths: the first segments, each this very one or any, and how it goes on after them.
struct PathForm {
  enum class End { here, anywhere, further };

  std::vector<std::optional<std::string>> segments{};
  End end = End::anywhere;

  static PathForm exactly(const Predicate::Segments& segments);
  static PathForm within(const Predicate::Segments& segments);
  static PathForm of(const Predicate::PathTemplate& path);
  /// The one path that is written so, as `%R` has it; nothing when no path is.
  static std::optional<PathForm> written(std::string_view path);

  std::size_t leastSize() const noexcept { return segments.size() + (end == End::further ? 1 : 0); }
};

/// The paths that both have; nothing when no path is in both.
std::optional<PathForm> common(const PathForm& left, const PathForm& right);

/// Whether all paths of the one are the other's, too.
bool isWithin(const PathForm& inner, const PathForm& outer);

}  // namespace rest::api

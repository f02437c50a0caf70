#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest::api {

/// What a request line asks for, decoded once: authorization and routing look at the same segments.
struct Target {
  /// The path between its slashes, percent-decoded; none for "/". A slash at the end does not count.
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;
  std::string authority{};  ///< of an absolute-form target, where it takes the place of the Host (RFC 9112 3.2.2)

  /// The value of a parameter that may be given once. Throws RequestError (400) when it is repeated.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// RESTHeart has two names for some parameters: `writeMode` is `wm`, `sort_by` is `sort`. A Target has the short ones.
std::string_view parameterNamed(std::string_view given) noexcept;

/// Reads an origin-form or absolute-form target (RFC 9112 3.2). Throws RequestError (400) for what could be read in two
/// ways: bad escapes, NUL, ill-formed UTF-8, empty segments, dot segments, a fragment, a URL without a host.
Target parseTarget(std::string_view target);

/// The segment percent-encoded (RFC 3986 2.3: unreserved characters stay).
std::string encodeSegment(std::string_view segment);

}  // namespace rest::api

// A dotted path goes in, its parts come out.
#include "document/query/path.hpp"

#include "src/text/number.hpp"

namespace rest::query {
namespace {

std::optional<std::uint32_t> indexIn(std::string_view name) {
  if (name.size() > 1 && name.front() == '0') return std::nullopt;
  return jwtauth::numberIn<std::uint32_t>(name);
}

}  // namespace

std::vector<PathPart> partsOf(std::string_view path) {
  std::vector<PathPart> parts;
  for (;;) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    parts.push_back({std::string(name), indexIn(name)});
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

}  // namespace rest::query

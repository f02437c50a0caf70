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

std::string withoutPlaces(std::string_view path) {
  std::string kept(path.substr(0, path.find('.')));
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos;) {
    const std::size_t next = path.find('.', dot + 1);
    const std::string_view name = path.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1);
    const bool isPlace = name.starts_with('$') || name.find_first_not_of("0123456789") == std::string_view::npos;
    if (!isPlace) kept.append(".").append(name);
    dot = next;
  }
  return kept;
}

bool isWithin(std::string_view path, std::string_view name) {
  return path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.');
}

}  // namespace rest::query

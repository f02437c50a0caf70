// The segments of a path go in, which of the server's own paths it is comes out. Refused: users whom it does not name
// (403), methods that it does not have (405).
#include "api/own_paths.hpp"

#include <algorithm>

#include "api/methods.hpp"
#include "api/request_error.hpp"

namespace rest::api {
namespace {

constexpr std::string_view anySegments = "/**";

/// Takes the first name of a path.
std::string_view takeName(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view name = path.substr(0, path.find('/'));
  path.remove_prefix(name.size());
  return name;
}

bool isAt(std::string_view path, std::span<const std::string> segments) {
  for (const std::string& segment : segments) {
    if (path == anySegments) return true;
    if (path.empty()) return false;
    const std::string_view name = takeName(path);
    if (!name.starts_with('{') && name != segment) return false;
  }
  return path.empty() || path == anySegments;
}

}  // namespace

const OwnPath* ownPathAt(std::span<const std::string> segments) {
  const auto found = std::find_if(ownPaths.begin(), ownPaths.end(),
                                  [segments](const OwnPath& each) { return isAt(each.name, segments); });
  return found == ownPaths.end() ? nullptr : &*found;
}

bool isOwnName(std::string_view segment) {
  return std::any_of(ownPaths.begin(), ownPaths.end(), [segment](const OwnPath& each) {
    std::string_view path = each.name;
    return takeName(path) == segment;
  });
}

void checkOwnPath(const OwnPath& path, const Target& target, std::string_view method, const jwtauth::Principal* user) {
  if (path.right == OwnPath::Right::namedUser && (user == nullptr || user->name() != target.segments.back())) {
    throw RequestError(403, "a user sees their own roles only");
  }
  requireMethod(method, path.methods);
}

}  // namespace rest::api

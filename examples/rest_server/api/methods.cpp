// A method goes in, nothing comes out. Refused with 405: methods that are not in the list.
#include "api/methods.hpp"

#include <algorithm>
#include <string>

#include "api/request_error.hpp"

namespace rest::api {

void requireMethod(std::string_view method, std::string_view methods) {
  for (std::string_view rest = methods; !rest.empty();) {
    const std::string_view name = rest.substr(0, rest.find(','));
    if (name == method) return;
    rest.remove_prefix(name.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(", "), rest.size()));
  }
  throw RequestError(405, "the resource has no such method", {"Allow", std::string(methods)});
}

}  // namespace rest::api

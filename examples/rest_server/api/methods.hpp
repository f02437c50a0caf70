#pragma once

#include <string_view>

namespace rest::api {

/// Throws RequestError (405, with Allow) unless the method is one of the list, which is as Allow has it: "GET, HEAD".
void requireMethod(std::string_view method, std::string_view methods);

}  // namespace rest::api

#pragma once

#include <string_view>

#include "http/message.hpp"

namespace rest::api {

/// An error as RESTHeart writes it: {"http status code", "http status description", "message"}.
http::Response errorResponse(int status, std::string_view message);

}  // namespace rest::api

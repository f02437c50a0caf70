// A status and a sentence go in, the answer with RESTHeart's error body comes out.
#include "api/error_body.hpp"

#include "document/json.hpp"

namespace rest::api {
namespace {

// RFC 9110 15; RFC 6585 for 431.
std::string_view descriptionOf(int status) {
  switch (status) {
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Error";
  }
}

}  // namespace

http::Response errorResponse(int status, std::string_view message) {
  http::Response response;
  response.status = status;
  response.body = "{\"http status code\":" + std::to_string(status) + ",\"http status description\":";
  appendJsonString(response.body, descriptionOf(status));
  response.body += ",\"message\":";
  appendJsonString(response.body, message);
  response.body += '}';
  return response;
}

}  // namespace rest::api

// The parameters of a target go in, their values come out. Refused: values out of range (400), parameters that are not
// served but would change the meaning of the request (501).
#include "api/parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/request_error.hpp"
#include "http/message.hpp"

namespace rest::api {
namespace {

constexpr std::array<std::string_view, 10> unserved{"filter",   "sort",      "keys",     "hint", "avars",
                                                    "jsonMode", "checkEtag", "shardkey", "sid",  "txn"};
constexpr std::int64_t maxPageSize = 1000;
constexpr std::int64_t maxPage = 1'000'000'000;

std::int64_t numberOf(const Target& target, std::string_view name, std::int64_t lowest, std::int64_t highest,
                      std::int64_t fallback) {
  const std::optional<std::string_view> text = target.parameter(name);
  if (!text) return fallback;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < lowest || number > highest) {
    throw RequestError(400, std::string(name) + " is a whole number from " + std::to_string(lowest) + " to " +
                                std::to_string(highest));
  }
  return number;
}

}  // namespace

FindRequest pageOf(const Target& target) {
  FindRequest request;
  request.limit = numberOf(target, "pagesize", 0, maxPageSize, 100);
  request.skip = (numberOf(target, "page", 1, maxPage, 1) - 1) * request.limit;
  return request;
}

WriteMode writeModeOf(const Target& target, WriteMode fallback) {
  const std::optional<std::string_view> mode = target.parameter("wm");
  if (!mode) return fallback;
  if (http::equalsIgnoringCase(*mode, "insert")) return WriteMode::insert;
  if (http::equalsIgnoringCase(*mode, "update")) return WriteMode::update;
  if (http::equalsIgnoringCase(*mode, "upsert")) return WriteMode::upsert;
  throw RequestError(400, "wm is one of insert, update, upsert");
}

void refuseUnservedParameters(const Target& target) {
  for (const auto& [name, value] : target.query) {
    if (std::find(unserved.begin(), unserved.end(), name) != unserved.end()) {
      throw RequestError(501, "the parameter '" + name + "' is not served");
    }
    if (name == "rep" && !http::equalsIgnoringCase(value, "standard") && !http::equalsIgnoringCase(value, "s")) {
      throw RequestError(501, "the only representation served is STANDARD");
    }
  }
}

}  // namespace rest::api

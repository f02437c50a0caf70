// What a store made of a write goes in, nothing comes out. Refused: what is not there (404), taken or not named (409),
// or not as it was said to be (412).
#include "api/resources/write_answers.hpp"

#include <string>

#include "api/request_error.hpp"

namespace rest::api {
namespace {

[[noreturn]] void refuseAbsent(std::string_view what) {
  throw RequestError(404, std::string(what) + " is not there");
}

RequestError::Field fieldOf(const std::optional<ObjectId>& etag) {
  return etag ? RequestError::Field{"ETag", etag->hex()} : RequestError::Field{};
}

[[noreturn]] void refuseStale(std::string_view what, const std::optional<ObjectId>& etag) {
  throw RequestError(412, std::string(what) + " is not the one If-Match names", fieldOf(etag));
}

[[noreturn]] void refuseUnnamed(std::string_view what, const std::optional<ObjectId>& etag) {
  throw RequestError(409, std::string(what) + " is changed only when If-Match names its ETag", fieldOf(etag));
}

}  // namespace

void requireWritten(const WriteResult& result, std::string_view what) {
  switch (result.status) {
    case WriteResult::Status::created:
    case WriteResult::Status::changed:
      return;
    case WriteResult::Status::absent:
      refuseAbsent(what);
    case WriteResult::Status::duplicate:
      throw RequestError(409, "the _id, or a value that an index holds unique, is taken");
    case WriteResult::Status::preconditionFailed:
      refuseStale(what, result.etag);
    case WriteResult::Status::preconditionRequired:
      refuseUnnamed(what, result.etag);
  }
}

void requireErased(const EraseResult& result, std::string_view what) {
  switch (result.status) {
    case EraseResult::Status::erased:
      return;
    case EraseResult::Status::absent:
      refuseAbsent(what);
    case EraseResult::Status::preconditionFailed:
      refuseStale(what, result.etag);
    case EraseResult::Status::preconditionRequired:
      refuseUnnamed(what, result.etag);
  }
}

}  // namespace rest::api

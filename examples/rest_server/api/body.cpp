// A request's body goes in, the document in it comes out. Refused: other media types (415), what is not one strict JSON
// object, update operators, and identities that no store takes (400).
#include "api/body.hpp"

#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "document/dotted_names.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

void checkMediaType(const http::Request& request) {
  const auto coding = request.field("Content-Encoding");
  if (coding && !http::equalsIgnoringCase(*coding, "identity")) {
    throw RequestError(415, "the body is taken as it is, without a Content-Encoding");
  }
  const auto given = request.field("Content-Type");
  if (!given) return;
  std::string_view type = given->substr(0, given->find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  if (!http::equalsIgnoringCase(type, "application/json") && !http::equalsIgnoringCase(type, "application/hal+json")) {
    throw RequestError(415, "the body is taken as application/json only");
  }
}

void checkId(const bson_iter_t& id) {
  switch (bson_iter_type(&id)) {
    case BSON_TYPE_ARRAY:
    case BSON_TYPE_REGEX:
    case BSON_TYPE_UNDEFINED:
      throw RequestError(400, "_id cannot be an array, a regular expression or undefined");
    case BSON_TYPE_UTF8: {
      std::uint32_t size = 0;
      const char* text = bson_iter_utf8(&id, &size);
      const std::string_view value(text, size);
      if (value.empty() || value == "." || value == ".." || value.find('\0') != std::string_view::npos) {
        throw RequestError(400, "_id cannot be a text that no path can name");
      }
      return;
    }
    default:
      return;
  }
}

void checkMembers(const Document& document) {
  const bson_t view = viewOf(document);
  bson_iter_t member;
  bson_iter_init(&member, &view);
  while (bson_iter_next(&member)) {
    if (keyOf(member).starts_with('$')) {
      throw RequestError(400, "the names of a document's members do not begin with '$'; operators are for PATCH");
    }
    if (keyOf(member) == "_id") checkId(member);
  }
}

}  // namespace

Document documentIn(const http::Request& request) {
  checkMediaType(request);
  try {
    const Document document = withNestedNames(parseJson(request.body));
    checkMembers(document);
    return document;
  } catch (const JsonFault& fault) {
    throw RequestError(400, fault.what());
  }
}

}  // namespace rest::api

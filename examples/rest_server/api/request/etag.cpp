// The conditional fields of a request go in; the condition a write must meet, or whether a read is stale, comes out.
// What is not a tag of ours matches nothing.
#include "api/request/etag.hpp"
#include "src/text/ascii.hpp"

#include <algorithm>

namespace rest::api {
namespace {

enum class Comparison { strong, weak };

void addTag(Precondition& condition, std::string_view tag, Comparison comparison) {
  if (tag == "*") condition.anyEtag = true;
  if (tag.starts_with("W/")) {
    if (comparison == Comparison::strong) return;
    tag.remove_prefix(2);
  }
  if (tag.size() >= 2 && tag.starts_with('"') && tag.ends_with('"')) tag = tag.substr(1, tag.size() - 2);
  if (const auto etag = ObjectId::fromHex(tag)) condition.etags.push_back(*etag);
}

Precondition conditionOf(const http::Request& request, std::string_view field, Comparison comparison) {
  Precondition condition;
  for (std::string_view value : request.fieldValues(field)) {
    condition.given = true;
    while (!value.empty()) {
      const std::size_t end = std::min(value.find(','), value.size());
      addTag(condition, jwtauth::trimmed(value.substr(0, end)), comparison);
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }
  return condition;
}

}  // namespace

Precondition preconditionOf(const http::Request& request, EtagPolicy policy, bool hasCheckEtag) {
  Precondition condition = conditionOf(request, "If-Match", Comparison::strong);
  condition.isRequired = hasCheckEtag || policy == EtagPolicy::required ||
                         (policy == EtagPolicy::requiredForDelete && request.method == "DELETE");
  return condition;
}

Precondition ifNoneMatchOf(const http::Request& request) {
  return conditionOf(request, "If-None-Match", Comparison::weak);
}

bool ifNoneMatchNames(const http::Request& request, const ObjectId& etag) {
  const Precondition condition = ifNoneMatchOf(request);
  return condition.anyEtag || std::find(condition.etags.begin(), condition.etags.end(), etag) != condition.etags.end();
}

}  // namespace rest::api

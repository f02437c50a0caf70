// Tags go in, a condition of a filter about the tag of a document comes out.
#include "document/etag_condition.hpp"

#include <bit>
#include <string>

#include "document/bson_access.hpp"

namespace rest {

Document etagCondition(const char* listOperator, std::span<const ObjectId> etags) {
  OwnedBson filter;
  bson_t condition;
  bson_t list;
  BSON_APPEND_DOCUMENT_BEGIN(filter.get(), "_etag", &condition);
  beginArray(&condition, listOperator, &list);
  for (std::size_t i = 0; i < etags.size(); ++i) {
    const auto oid = std::bit_cast<bson_oid_t>(etags[i]);
    BSON_APPEND_OID(&list, std::to_string(i).c_str(), &oid);
  }
  bson_append_array_end(&condition, &list);
  bson_append_document_end(filter.get(), &condition);
  return filter.document();
}

}  // namespace rest

// Ids, conditions and filters go in, one filter for MongoDB comes out.
#include "store/mongodb/filters.hpp"

#include <string>

#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/etag_condition.hpp"

namespace rest::mongodb {
namespace {

void appendList(OwnedBson& target, const char* name, std::span<const Document> filters) {
  bson_t list;
  beginArray(target.get(), name, &list);
  for (std::size_t i = 0; i < filters.size(); ++i) {
    const bson_t view = viewOf(filters[i]);
    BSON_APPEND_DOCUMENT(&list, std::to_string(i).c_str(), &view);
  }
  bson_append_array_end(target.get(), &list);
}

Document listOf(const char* name, std::span<const Document> filters) {
  OwnedBson result;
  appendList(result, name, filters);
  return result.document();
}

void appendId(OwnedBson& filter, const DocumentId& id) {
  const bson_t idOnly = viewOf(id.asFilter());
  bson_iter_t value;
  bson_iter_init_find(&value, &idOnly, "_id");
  // These would be read as a query and not as a value.
  const bool looksLikeQuery = BSON_ITER_HOLDS_DOCUMENT(&value) || BSON_ITER_HOLDS_REGEX(&value);
  if (!looksLikeQuery) {
    bson_concat(filter.get(), &idOnly);
    return;
  }
  bson_t equals;
  BSON_APPEND_DOCUMENT_BEGIN(filter.get(), "_id", &equals);
  bson_append_iter(&equals, "$eq", -1, &value);
  bson_append_document_end(filter.get(), &equals);
}

void appendFilter(OwnedBson& target, const char* operation, const Document& filter) {
  if (!isEmpty(filter)) appendList(target, operation, {&filter, 1});
}

}  // namespace

Document anyOf(std::span<const Document> filters) {
  return listOf("$or", filters);
}
Document noneOf(std::span<const Document> filters) {
  return listOf("$nor", filters);
}

Document filterFor(const DocumentId& id, const Document& filter) {
  OwnedBson result;
  appendId(result, id);
  appendFilter(result, "$and", filter);
  return result.document();
}

Document filterFor(const DocumentId& id, const WriteCondition& condition) {
  OwnedBson result;
  appendId(result, id);
  if (condition.precondition.given && !condition.precondition.anyEtag) {
    const Document tagged = etagCondition("$in", condition.precondition.etags);
    const bson_t view = viewOf(tagged);
    bson_concat(result.get(), &view);
  }
  appendFilter(result, "$and", condition.filter);
  return result.document();
}

Document upsertFilterFor(const DocumentId& id, const Document& filter) {
  OwnedBson result;
  appendId(result, id);
  // A double negation means the same as the filter itself, but MongoDB copies no value out of it.
  if (!isEmpty(filter)) appendFilter(result, "$nor", noneOf({&filter, 1}));
  return result.document();
}

Document creationFilterFor(const DocumentId& id) {
  OwnedBson result;
  appendId(result, id);
  const Document everything;
  appendList(result, "$nor", {&everything, 1});
  return result.document();
}

}  // namespace rest::mongodb

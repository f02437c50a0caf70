// A precondition and what is stored go in; whether the write may happen comes out.
#include "store/document_store.hpp"

#include <algorithm>

namespace rest {

bool holds(const Precondition& precondition, const std::optional<Document>& stored) {
  if (!precondition.given) return true;
  if (!stored) return false;
  if (precondition.anyEtag) return true;
  const std::optional<ObjectId> etag = etagOf(*stored);
  return etag && std::find(precondition.etags.begin(), precondition.etags.end(), *etag) != precondition.etags.end();
}

}  // namespace rest

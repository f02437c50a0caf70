// Bytes go in, a Document comes out. Refused: what libbson cannot walk from one end to the other.
#include "document/document.hpp"

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"

namespace rest {

Document Document::copyOf(BsonBytes bytes) {
  const bson_t view = viewOf(bytes);
  spendSteps(1 + bytes.size() / 2);  // each of its values is looked at
  if (!bson_validate(&view, BSON_VALIDATE_NONE, nullptr)) throw DocumentFault("these bytes are not a BSON document");
  return Document({bytes.begin(), bytes.end()});
}

Document Document::copyOfStored(BsonBytes bytes) {
  viewOf(bytes);
  spendSteps(1 + stepsOfBytes(bytes.size()));
  return Document({bytes.begin(), bytes.end()});
}

bson_t viewOf(BsonBytes bytes) {
  bson_t view;
  // libbson aborts on a null pointer, which is what an empty column of a database is.
  if (bytes.empty() || !bson_init_static(&view, bytes.data(), bytes.size()))
    throw DocumentFault("these bytes are not a BSON document");
  return view;
}

}  // namespace rest

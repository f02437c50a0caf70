// Documents go in, a document made of them comes out.
#include "document/compose.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "document/bson_access.hpp"

namespace rest {

bool isEmpty(BsonBytes document) {
  return document.size() <= 5;  // its length and the zero at its end
}

Document allOf(std::span<const Document> filters) {
  std::vector<const Document*> given;
  for (const Document& filter : filters) {
    if (!isEmpty(filter)) given.push_back(&filter);
  }
  if (given.empty()) return {};
  if (given.size() == 1) return *given.front();
  OwnedBson joined;
  bson_t operands;
  beginArray(joined.get(), "$and", &operands);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const bson_t filter = viewOf(*given[i]);
    BSON_APPEND_DOCUMENT(&operands, std::to_string(i).c_str(), &filter);
  }
  bson_append_array_end(joined.get(), &operands);
  return joined.document();
}

Document overlaid(BsonBytes below, BsonBytes above) {
  std::vector<std::string_view> replaced;
  for (const bson_iter_t& member : Elements(above)) replaced.push_back(keyOf(member));
  std::sort(replaced.begin(), replaced.end());
  OwnedBson result;
  for (const bson_iter_t& member : Elements(below)) {
    if (!std::binary_search(replaced.begin(), replaced.end(), keyOf(member))) {
      bson_append_iter(result.get(), nullptr, 0, &member);
    }
  }
  const bson_t upper = viewOf(above);
  bson_concat(result.get(), &upper);
  return result.document();
}

Document wrapped(std::string_view name, BsonBytes document) {
  const bson_t view = viewOf(document);
  OwnedBson result;
  bson_append_document(result.get(), name.data(), static_cast<int>(name.size()), &view);
  return result.document();
}

}  // namespace rest

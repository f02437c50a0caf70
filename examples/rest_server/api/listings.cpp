// A request for everything or for a database goes in; a page of the names in it comes out.
#include "api/listings.hpp"

#include <algorithm>

#include "api/parameters.hpp"
#include "document/json.hpp"

namespace rest::api {

http::Response answerListing(const Exchange& exchange, DocumentStore& store) {
  const bool isDatabase = exchange.resource.kind == ResourceKind::database;
  std::vector<std::string> names =
      isDatabase ? store.collectionNames(exchange.resource.name.database) : store.databaseNames();
  std::erase_if(names, [isDatabase](const std::string& name) {
    return isDatabase ? isStoresOwnCollection(name) : isStoresOwnDatabase(name);
  });
  const FindRequest page = pageOf(exchange.target);
  const auto count = static_cast<std::int64_t>(names.size());
  const std::int64_t begin = std::min(page.skip, count);
  const std::int64_t end = std::min(begin + page.limit, count);
  http::Response response;
  response.body = "[";
  for (std::int64_t i = begin; i < end; ++i) {
    if (i > begin) response.body += ',';
    appendJsonString(response.body, names[static_cast<std::size_t>(i)]);
  }
  response.body += ']';
  return response;
}

}  // namespace rest::api

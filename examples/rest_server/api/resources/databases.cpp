// A request for everything or for a database goes in; a page of the names in it, their number, or the database's new
// tag comes out. Refused: an unknown database (404), tags that are missing or stale (409, 412).
#include "api/resources/databases.hpp"

#include <algorithm>

#include "api/request_error.hpp"
#include "api/resources/properties.hpp"
#include "api/resources/query.hpp"
#include "document/bson_access.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

std::vector<std::string> databasesShown(DocumentStore& store) {
  std::vector<std::string> names = store.databaseNames();
  std::erase_if(names, [](const std::string& name) { return isStoresOwnDatabase(name); });
  return names;
}

/// Throws RequestError 404 when there is no such database.
std::vector<std::string> collectionsShown(const std::string& database, DocumentStore& store) {
  std::vector<std::string> names = store.collectionNames(database);
  if (names.empty()) throw RequestError(404, "there is no such database");
  std::erase_if(names, [](const std::string& name) { return isStoresOwnCollection(name); });
  return names;
}

void appendNames(std::string& out, const std::vector<std::string>& names, const PageNumbers& page) {
  const auto count = static_cast<std::int64_t>(names.size());
  const std::int64_t begin = std::min(page.skip(), count);
  const std::int64_t end = std::min(begin + page.size, count);
  out += '[';
  for (std::int64_t i = begin; i < end; ++i) {
    if (i > begin) out += ',';
    appendJsonString(out, names[static_cast<std::size_t>(i)]);
  }
  out += ']';
}

http::Response get(const Exchange& exchange, DocumentStore& store) {
  const PageNumbers page = pageNumbersOf(exchange);
  const bool isRoot = exchange.resource.kind == ResourceKind::databases;
  const std::string& database = exchange.resource.name.database;
  const std::vector<std::string> names = isRoot ? databasesShown(store) : collectionsShown(database, store);
  http::Response response;
  if (!isRoot) {
    const auto properties = propertiesOf({database, {}}, store);
    const auto etag = properties ? etagOf(*properties) : std::nullopt;
    if (etag) response.set("ETag", etag->hex());
  }
  if (page.size > 0) appendNames(response.body, names, page);
  return response;
}

http::Response size(const Exchange& exchange, DocumentStore& store) {
  http::Response response;
  const std::size_t count = collectionsShown(exchange.resource.name.database, store).size();
  response.body = "{\"_size\":" + std::to_string(count) + '}';
  return response;
}

http::Response change(const Exchange& exchange, DocumentStore& store) {
  const bool isNew = store.collectionNames(exchange.resource.name.database).empty();
  if (isNew && exchange.request.method == "PATCH") throw RequestError(404, "there is no such database");
  return writeProperties(exchange, store, exchange.rules.etagPolicies.database, isNew);
}

http::Response erase(const Exchange& exchange, DocumentStore& store) {
  if (store.collectionNames(exchange.resource.name.database).empty()) {
    throw RequestError(404, "there is no such database");
  }
  eraseProperties(exchange, store, exchange.rules.etagPolicies.database);
  store.dropDatabase(exchange.resource.name.database);
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

http::Response answerDatabases(const Exchange& exchange, DocumentStore& store) {
  if (exchange.resource.kind == ResourceKind::databaseSize) return size(exchange, store);
  if (exchange.request.method == "PUT" || exchange.request.method == "PATCH") return change(exchange, store);
  if (exchange.request.method == "DELETE") return erase(exchange, store);
  return get(exchange, store);
}

}  // namespace rest::api

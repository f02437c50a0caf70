// A request's parameters go in; which documents it is about, in which order and how much of them comes out, within what
// its permission lets it see. Refused: invalid values (400), operators that run code and questions about hidden
// members (403).
#include "api/resources/query.hpp"

#include <algorithm>

#include "api/request/code_operators.hpp"
#include "api/request/hidden_members.hpp"
#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/json.hpp"
#include "src/text/ascii.hpp"
#include "src/text/number.hpp"

namespace rest::api {
namespace {

constexpr std::int64_t maxPage = 1'000'000'000;

std::int64_t numberOf(const Target& target, std::string_view name, std::int64_t lowest, std::int64_t highest,
                      std::int64_t fallback) {
  const std::optional<std::string_view> text = target.parameter(name);
  if (!text) return fallback;
  const auto number = jwtauth::numberIn<std::int64_t>(*text);
  if (!number || *number < lowest || *number > highest) {
    throw RequestError(400, std::string(name) + " is a whole number from " + std::to_string(lowest) + " to " +
                                std::to_string(highest));
  }
  return *number;
}

std::vector<Document> objectsOf(const Exchange& exchange, std::string_view name) {
  std::vector<Document> objects;
  for (const auto& [key, value] : exchange.target.query) {
    if (key == name) objects.push_back(objectIn(exchange, name, value));
  }
  return objects;
}

/// What the request's own parameters ask for.
std::vector<Document> askedFor(const Exchange& exchange) {
  std::vector<Document> filters = objectsOf(exchange, "filter");
  for (Document& key : objectsOf(exchange, "shardkey")) filters.push_back(std::move(key));
  for (const Document& filter : filters) {
    HiddenMembers(exchange.access.projectResponse).refuseFilter(filter);
  }
  return filters;
}

void appendField(OwnedBson& keys, std::string_view given, std::string_view parameter) {
  const bool isDescending = given.starts_with('-');
  if (isDescending || given.starts_with('+')) given.remove_prefix(1);
  if (given.empty() || given.find('\0') != std::string_view::npos) {
    throw RequestError(400, std::string(parameter) + " is the name of a member, with '-' before it, or an object");
  }
  bson_append_int32(keys.get(), given.data(), static_cast<int>(given.size()), isDescending ? -1 : 1);
}

/// Members with directions: names (`name`, `-name`) or objects, one parameter after the other.
std::optional<Document> keysOf(const Exchange& exchange, std::string_view name) {
  OwnedBson keys;
  bool isGiven = false;
  for (const auto& [key, given] : exchange.target.query) {
    if (key != name) continue;
    isGiven = true;
    const std::string_view value = jwtauth::trimmed(given);  // a `+` before a name comes as a blank
    if (value.starts_with('{')) {
      const Document members = objectIn(exchange, name, value);
      const bson_t object = viewOf(members);
      bson_concat(keys.get(), &object);
    } else {
      appendField(keys, value, name);
    }
  }
  return isGiven ? std::optional(keys.document()) : std::nullopt;
}

void requireDirections(const Document& sort) {
  for (const bson_iter_t& member : Elements(sort)) {
    const bool isDirection = BSON_ITER_HOLDS_NUMBER(&member) &&
                             (bson_iter_as_double(&member) == 1.0 || bson_iter_as_double(&member) == -1.0);
    if (!isDirection && !BSON_ITER_HOLDS_DOCUMENT(&member))
      throw RequestError(400, "sort has a direction that is neither 1 nor -1");
  }
}

bool hasMember(const Document& document, const char* name) {
  const bson_t view = viewOf(document);
  return bson_has_field(&view, name);
}

/// No two documents may have one place in the order, or a page that goes on after one would lose the other.
Document endingInId(const Document& sort) {
  if (hasMember(sort, "_id")) return sort;
  const bson_t view = viewOf(sort);
  OwnedBson stable;
  bson_concat(stable.get(), &view);
  BSON_APPEND_INT32(stable.get(), "_id", 1);
  return stable.document();
}

Document defaultSort() {
  OwnedBson sort;
  BSON_APPEND_INT32(sort.get(), "_id", -1);
  return sort.document();
}

void requireLast(const Document& sort) {
  std::string last;
  for (const bson_iter_t& member : Elements(sort)) {
    if (BSON_ITER_HOLDS_DOCUMENT(&member) || keyOf(member).starts_with('$')) {
      throw RequestError(400, "after needs a sort by members alone");
    }
    last = keyOf(member);
  }
  if (last != "_id") throw RequestError(400, "after needs a sort in which _id comes last");
}

/// The values that `after` gives for the members of the sort.
Document placeIn(const Document& sort, const Document& after) {
  requireLast(sort);
  if (!hasMember(after, "_id")) throw RequestError(400, "after has no _id: it names the last document seen");
  for (const bson_iter_t& value : Elements(after)) {
    if (!hasMember(sort, bson_iter_key(&value))) {
      throw RequestError(400, "after has a member that is not one of sort's");
    }
    if (BSON_ITER_HOLDS_ARRAY(&value)) throw RequestError(400, "after cannot go on from a member that is an array");
  }
  return after;
}

}  // namespace

Document objectIn(const Exchange& exchange, std::string_view parameter, std::string_view text) {
  Document object;
  try {
    object = parseJson(text);
  } catch (const JsonFault& fault) {
    throw RequestError(400, "the parameter '" + std::string(parameter) + "' " + fault.what());
  }
  refuseCode(object, parameter);
  refuseOperators(exchange.rules.forbidden.inFilters, object, parameter);
  return object;
}

Document visible(const Exchange& exchange) {
  std::vector<Document> filters = askedFor(exchange);
  filters.push_back(exchange.access.readFilter);
  return allOf(filters);
}

Document changeable(const Exchange& exchange) {
  return allOf(std::vector<Document>{visible(exchange), exchange.access.writeFilter});
}

bool hasFilter(const Exchange& exchange) {
  const std::vector<Document> filters = objectsOf(exchange, "filter");
  return std::any_of(filters.begin(), filters.end(), [](const Document& filter) { return !isEmpty(filter); });
}

PageNumbers pageNumbersOf(const Exchange& exchange) {
  const Target& target = exchange.target;
  return {numberOf(target, "page", 1, maxPage, 1),
          numberOf(target, "pagesize", 0, exchange.rules.largestPage, exchange.rules.pageSize)};
}

Document projectionOf(const Exchange& exchange) {
  Document projection;
  for (const Document& keys : objectsOf(exchange, "keys")) projection = overlaid(projection, keys);
  HiddenMembers(exchange.access.projectResponse).refuseProjection(projection);
  return projection;
}

FindRequest pageOf(const Exchange& exchange) {
  const PageNumbers numbers = pageNumbersOf(exchange);
  const HiddenMembers hidden(exchange.access.projectResponse);
  FindRequest request;
  request.filter = visible(exchange);
  request.projection = projectionOf(exchange);
  const std::optional<Document> sort = keysOf(exchange, "sort");
  if (sort) {
    requireDirections(*sort);
    hidden.refuseNames(*sort, "sort");
  }
  request.sort = sort.value_or(defaultSort());
  request.hint = keysOf(exchange, "hint");
  if (request.hint) hidden.refuseNames(*request.hint, "hint");
  if (const auto after = exchange.target.parameter("after")) {
    if (exchange.target.parameter("page")) throw RequestError(400, "page and after exclude each other");
    request.sort = endingInId(request.sort);
    request.after = placeIn(request.sort, objectIn(exchange, "after", *after));
    hidden.refuseNames(*request.after, "after");
  }
  request.skip = numbers.skip();
  request.limit = numbers.size;
  return request;
}

WriteMode writeModeOf(const Target& target, WriteMode fallback) {
  const std::optional<std::string_view> mode = target.parameter("wm");
  if (!mode) return fallback;
  if (jwtauth::equalsWithoutCase(*mode, "insert")) return WriteMode::insert;
  if (jwtauth::equalsWithoutCase(*mode, "update")) return WriteMode::update;
  if (jwtauth::equalsWithoutCase(*mode, "upsert")) return WriteMode::upsert;
  throw RequestError(400, "wm is one of insert, update, upsert");
}

}  // namespace rest::api
